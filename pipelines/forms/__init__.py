"""The generations of the form, as data: one .yml file each. The file in this folder is the registration."""

from pipelines.forms.form import Form, FormCell
from pipelines.forms.loading import load_forms

__all__ = ["Form", "FormCell", "load_forms"]
