"""Files in an S3 storage: what is known of them, and putting them there part by part."""

import base64
import hashlib
from pathlib import Path
from typing import Any, NamedTuple

from archive.errors import UnprovenFile
from archive.storage import SCHEME, answers, open_filesystem

# What a killed upload sends again at most. S3 takes 5 MiB to 5 GiB, and 10,000 parts: files of up to 80 GB.
PART = 8 << 20  # bytes
DIGEST_FIELD = "sha256"  # of the object's own metadata


class Held(NamedTuple):
    """A file in a storage: its size in bytes, and the SHA-256 that was told of it when it was put there, "" for none."""

    size: int
    sha256: str


class Bucket:
    """The folder of a storage that holds an archive, by its URL, s3://BUCKET/FOLDER."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._filesystem = open_filesystem(url)
        self._bucket, _, self._folder = self.url.removeprefix(SCHEME).partition("/")

    def list_sizes(self) -> dict[str, int]:
        """The sizes of the files in the folder, by name; none where there is no such folder."""
        try:
            with answers(self.url):
                rows = self._filesystem.ls(self.url, detail=True, refresh=True)
        except FileNotFoundError:
            return {}
        return {row["name"].rpartition("/")[2]: row["size"] for row in rows if row["type"] == "file"}

    def find(self, name: str) -> Held | None:
        """What is known of a file, None where there is none."""
        try:
            head = self._call("head_object", name)
        except FileNotFoundError:
            return None
        return Held(head["ContentLength"], head.get("Metadata", {}).get(DIGEST_FIELD, ""))

    def read(self, name: str) -> bytes:
        """A whole file. Raises FileNotFoundError where there is none."""
        with answers(self.url):
            data: bytes = self._filesystem.cat_file(f"{self.url}/{name}")
        return data

    def fetch(self, name: str, path: Path) -> None:
        """Copies a file to `path`, which it replaces when it is whole. Raises FileNotFoundError where there is none."""
        fresh = path.with_name(path.name + ".new")
        with answers(self.url):
            self._filesystem.get_file(f"{self.url}/{name}", str(fresh))
        fresh.replace(path)

    def replace(self, path: Path) -> None:
        """Puts a file there, in the place of an older one."""
        with answers(self.url):
            self._filesystem.put_file(str(path), f"{self.url}/{path.name}")

    def put(self, path: Path, sha256: str) -> int:
        """Puts a file there part by part, and returns how many bytes it sent: parts that are there already are not.

        The storage tests each part by its MD5 as it comes, and shows the file when all are there. Raises UnprovenFile, and
        puts nothing there, where the bytes of the file have not the SHA-256 that they should.
        """
        upload_id = self._find_upload(path.name)
        held = self._held_parts(path.name, upload_id) if upload_id else {}
        if not upload_id:
            metadata = {DIGEST_FIELD: sha256}
            upload_id = self._call("create_multipart_upload", path.name, Metadata=metadata)["UploadId"]
        digest, sent, etags = hashlib.sha256(), 0, list[dict[str, Any]]()
        with path.open("rb") as file:
            while part := file.read(PART):
                digest.update(part)
                number, md5 = len(etags) + 1, hashlib.md5(part, usedforsecurity=False)
                etag = held.get((number, len(part), md5.hexdigest()), "")
                if not etag:
                    mark = base64.b64encode(md5.digest()).decode("ascii")
                    given = {"UploadId": upload_id, "PartNumber": number, "Body": part, "ContentMD5": mark}
                    etag, sent = self._call("upload_part", path.name, **given)["ETag"], sent + len(part)
                etags.append({"PartNumber": number, "ETag": etag})
        if digest.hexdigest() != sha256:
            self._call("abort_multipart_upload", path.name, UploadId=upload_id)
            raise UnprovenFile(
                f"{path} is not as it was written, and was not uploaded: `nianbao verify` tells what is damaged,"
                " `nianbao repair` sets it right"
            )
        self._call("complete_multipart_upload", path.name, UploadId=upload_id, MultipartUpload={"Parts": etags})
        return sent

    def _find_upload(self, name: str) -> str:
        """The upload of a file that was begun last and not ended, "" where there is none."""
        with answers(self.url):
            listed = self._filesystem.call_s3("list_multipart_uploads", Bucket=self._bucket, Prefix=self._key(name))
        begun = [upload for upload in listed.get("Uploads", ()) if upload["Key"] == self._key(name)]
        return str(max(begun, key=lambda upload: upload["Initiated"])["UploadId"]) if begun else ""

    def _held_parts(self, name: str, upload_id: str) -> dict[tuple[int, int, str], str]:
        """The tags of the parts that came before, by their number, size and MD5."""
        held, marker, is_cut = dict[tuple[int, int, str], str](), 0, True
        while is_cut:
            listed = self._call("list_parts", name, UploadId=upload_id, PartNumberMarker=marker)
            for part in listed.get("Parts", ()):
                held[part["PartNumber"], part["Size"], part["ETag"].strip('"')] = part["ETag"]
            is_cut, marker = listed.get("IsTruncated", False), listed.get("NextPartNumberMarker", 0)
        return held

    def _call(self, method: str, name: str, **given: Any) -> dict[str, Any]:
        with answers(f"{self.url}/{name}"):
            result: dict[str, Any] = self._filesystem.call_s3(method, Bucket=self._bucket, Key=self._key(name), **given)
        return result

    def _key(self, name: str) -> str:
        return f"{self._folder}/{name}".lstrip("/")
