"""Which cameras are there, and what do they see now? Frames of a helper process, the newest one each time.

    cameras() ─► Stream(camera): newest() ─► JPEG in the camera's full resolution

Linux by V4L2, Windows by DirectShow, both through FFmpeg (docs/decisions/0016). A page taken with a camera is no scan: the
rule's 200 dpi are reached by few, so it joins the tray with that remark.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from types import TracebackType
from typing import Final

from desk.errors import Trouble
from desk.progress import Progress
from desk.rules.words import _
from scanning.apart import surroundings
from scanning.camera_process import ASK, BUSY, DENIED, LENGTH, SILENT

VIDEO: Final = Path("/sys/class/video4linux")
LOOK_S: Final = 0.1
PATIENCE_S: Final = 20.0
"""For the next frame, the first one with the start of the process and the camera's own."""
MAX_FRAME_BYTES: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera: what it is opened by, and what people call it."""

    device: str
    name: str


def cameras(video: Path = VIDEO) -> tuple[Camera, ...]:
    """The cameras of this machine, in the system's order; none where there is no way to ask."""
    if sys.platform == "win32":
        from av.device import enumerate_input_devices

        found = enumerate_input_devices("dshow")
        return tuple(Camera(one.description, one.description) for one in found if "video" in one.media_types)
    try:
        entries = sorted(video.iterdir(), key=lambda entry: int(entry.name.removeprefix("video") or 0))
    except (OSError, ValueError):
        return ()
    # Of one camera the first node gives pictures; the others give its metadata.
    return tuple(
        Camera(f"/dev/{entry.name}", _text(entry / "name") or entry.name)
        for entry in entries
        if _text(entry / "index") in ("", "0")
    )


class Stream:
    """An open camera. `newest` may block; call it off the UI thread, from one thread at a time."""

    def __init__(self, camera: Camera) -> None:
        self.camera = camera
        self._process = subprocess.Popen(
            [sys.executable, "-m", "scanning.camera_process", camera.device],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=surroundings(),
            cwd=str(Path(__file__).parents[1]), bufsize=0,
        )  # fmt: skip
        self._came: Queue[bytes] = Queue()
        self._asked = False
        self._reading = threading.Thread(target=self._read, name="motcua-camera", daemon=True)
        self._reading.start()

    def __enter__(self) -> Stream:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _wrong: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the camera; its light goes out. May be called from any thread, and twice."""
        self._process.kill()
        self._process.wait()
        self._reading.join()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()

    def newest(self, progress: Progress) -> bytes:
        """A JPEG of what the camera sees now, never the same twice.

        Raises Trouble: camera_busy, camera_denied, camera_silent, camera_gone; Cancelled.
        """
        if not self._asked:
            self._ask()
        waited = 0.0
        while waited < PATIENCE_S:
            progress.check()
            try:
                frame = self._came.get(timeout=LOOK_S)
            except Empty:
                waited += LOOK_S
                continue
            self._asked = False
            if not frame:
                raise self._trouble(self._process.wait())
            return frame
        self.close()
        raise self._trouble(SILENT)

    def _ask(self) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(ASK)
        except (OSError, ValueError) as ended:  # it ended before it was asked, or was hung up on
            raise self._trouble(self._process.wait()) from ended
        self._asked = True

    def _read(self) -> None:
        out = self._process.stdout
        assert out is not None
        while len(head := _whole(out, LENGTH.size)) == LENGTH.size:
            size = LENGTH.unpack(head)[0]
            frame = _whole(out, size) if size <= MAX_FRAME_BYTES else b""
            if len(frame) != size:
                break
            self._came.put(frame)
        self._came.put(b"")

    def _trouble(self, code: int) -> Trouble:
        name = self.camera.name
        rows = {
            BUSY: (
                "camera_busy",
                _("Camera “{name}” đang được chương trình khác dùng."),
                _("Hãy đóng chương trình kia (gọi video, ứng dụng máy ảnh) rồi mở lại camera."),
            ),
            DENIED: (
                "camera_denied",
                _("Máy không cho dùng camera “{name}”."),
                _("Hãy nhờ quản trị cho tài khoản này dùng camera (Linux: nhóm video)."),
            ),
            SILENT: (
                "camera_silent",
                _("Camera “{name}” không gửi hình."),
                _("Hãy rút camera, cắm lại rồi mở lại; xem nắp che ống kính."),
            ),
        }
        kind, title, advice = rows.get(
            code,
            (
                "camera_gone",
                _("Camera “{name}” đã bị rút ra hoặc không mở được."),
                _("Hãy cắm lại camera rồi mở lại; những trang đã chụp vẫn còn."),
            ),
        )
        return Trouble(kind, title.format(name=name), advice)


def _whole(out: object, size: int) -> bytes:
    """So many bytes of a pipe without a buffer, or fewer where it ends."""
    data = bytearray()
    while len(data) < size and (piece := out.read(size - len(data))):  # type: ignore[attr-defined]
        data += piece
    return bytes(data)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace").strip()
    except OSError:
        return ""
