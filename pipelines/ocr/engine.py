"""The recogniser: pictures of single lines in, characters with their probabilities out.

The model is PP-OCRv6 (small) as the wheel of rapidocr carries it. It is run with onnxruntime alone: rapidocr's own code
would look for other models on the network, and gives a whole line one score where each character needs its own.
"""

import importlib.util
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

Gray = NDArray[np.uint8]  # height × width, 0 black to 255 white

HEIGHT = 48  # pixels; what the model was trained with
NARROWEST = 32  # pixels
WIDEST = 3200  # pixels; the longest line of a page at 200 dots an inch is some 2,300 wide
MODEL = "PP-OCRv6_rec_small.onnx"
_NOTHING = 0  # the class that stands for no character (CTC)


class Character(NamedTuple):
    """A character and its probability, 0 to 1."""

    text: str
    probability: float


def recognise(line: Gray) -> list[Character]:
    """The characters of one printed line, left to right; none where nothing is recognised."""
    session, alphabet = _model()
    scores = session.run(None, {session.get_inputs()[0].name: _prepared(line)})[0][0]
    return list(_decoded(scores, alphabet))


def _prepared(line: Gray) -> NDArray[np.float32]:
    height, width = line.shape
    wanted = min(max(round(width * HEIGHT / height), NARROWEST), WIDEST)
    way = cv2.INTER_AREA if height > HEIGHT else cv2.INTER_CUBIC
    scaled = cv2.resize(line, (wanted, HEIGHT), interpolation=way).astype(np.float32) / 127.5 - 1
    return np.repeat(scaled[np.newaxis, np.newaxis], 3, axis=1)


def _decoded(scores: NDArray[np.float32], alphabet: list[str]) -> Iterator[Character]:
    """One character for each run of the same class (CTC); its probability is the run's highest."""
    best = scores.argmax(axis=1)
    last, highest = _NOTHING, 0.0
    for step, found in enumerate(best):
        probability = float(scores[step, found])
        if found != last:
            if last != _NOTHING:
                yield Character(alphabet[last], highest)
            last, highest = int(found), 0.0
        highest = max(highest, probability)
    if last != _NOTHING:
        yield Character(alphabet[last], highest)


@cache
def _model() -> tuple[onnxruntime.InferenceSession, list[str]]:
    """The session and its alphabet, once a process."""
    onnxruntime.disable_telemetry_events()
    cv2.setNumThreads(1)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # default: all cores; documents are read side by side, a process each
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(_model_path()), options, providers=["CPUExecutionProvider"])
    alphabet = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    return session, ["", *alphabet, " "]


def _model_path() -> Path:
    spec = importlib.util.find_spec("rapidocr")
    assert spec is not None and spec.submodule_search_locations  # the gate in pipelines/recognition.py looked
    return Path(spec.submodule_search_locations[0]) / "models" / MODEL
