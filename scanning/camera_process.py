"""The camera's helper process: opens the device, keeps the newest frame, and gives one JPEG for each byte that it is sent.

    desk ── b"." ──► stdin │ python -m scanning.camera_process DEVICE │ stdout ──► length (4 bytes) + JPEG

A driver or decoder that crashes or hangs takes this process along, not the desk. Nothing is written to a disk.
Asked for while no newer frame is there, it waits for one; so nobody ever sees an old picture.
"""

from __future__ import annotations

import contextlib
import io
import os
import struct
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any, Final

BUSY: Final = 3
DENIED: Final = 4
GONE: Final = 5
SILENT: Final = 6
LENGTH: Final = struct.Struct(">I")
ASK: Final = b"."
FRAME_S: Final = 10.0
"""A camera that gives no frame for so long is silent."""
QUALITY: Final = 90
MEMORY_BYTES: Final = 2 * 1024**3
SIZES: Final = ("1920x1080", "1280x720")
"""A page of A4 at 1080 lines is about 130 dpi: more where the camera gives it by itself, see `_ways`."""


def _ways(device: str) -> Iterator[tuple[str, str | None, dict[str, str]]]:
    """(what to open, its format, options), the best first. A plain path is a film, for training and tests."""
    if device.startswith("/dev/"):
        for size in SIZES:
            yield device, "video4linux2", {"input_format": "mjpeg", "video_size": size}
        yield device, "video4linux2", {}
    elif sys.platform == "win32" and not os.path.exists(device):
        for size in SIZES:
            yield f"video={device}", "dshow", {"video_size": size}
        yield f"video={device}", "dshow", {}
    else:
        yield device, None, {}


def _opened(device: str) -> Any:
    import av

    for what, kind, options in _ways(device):
        try:
            return av.open(what, format=kind, options=options)
        except PermissionError:
            sys.exit(DENIED)
        except FileNotFoundError:
            sys.exit(GONE)
        except OSError as wrong:  # av's errors are OSErrors with the system's number
            reason = wrong
    sys.exit(BUSY if getattr(reason, "errno", 0) == 16 else GONE)


class _Newest:
    """Hands the newest frame from the thread that reads to the one that gives."""

    def __init__(self) -> None:
        self._ready = threading.Condition()
        self._frame: Any = None
        self.over = False

    def put(self, frame: Any) -> None:
        with self._ready:
            self._frame = frame
            self._ready.notify()

    def end(self) -> None:
        with self._ready:
            self.over = True
            self._ready.notify()

    def take(self) -> Any:
        """The newest frame, once; None where the camera ended or says nothing."""
        with self._ready:
            self._ready.wait_for(lambda: self._frame is not None or self.over, FRAME_S)
            frame, self._frame = self._frame, None
            return frame


def _read(container: Any, newest: _Newest, live: bool) -> None:
    began = time.monotonic()
    try:
        for frame in container.decode(video=0):
            if not live and frame.time is not None:  # a film is played at its own pace
                time.sleep(max(0.0, frame.time - (time.monotonic() - began)))
            newest.put(frame)
    except Exception:  # noqa: S110 - whatever a driver throws, the camera has ended
        pass
    finally:
        newest.end()


def _bounded() -> None:
    with contextlib.suppress(ImportError):
        import resource

        for what, limit in (
            (resource.RLIMIT_AS, MEMORY_BYTES),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.setrlimit(what, (limit, limit))


def main(device: str) -> None:
    """Serve frames until the desk hangs up."""
    _bounded()
    container = _opened(device)
    newest = _Newest()
    threading.Thread(
        target=_read,
        args=(container, newest, container.format.name not in ("avi", "matroska,webm")),
        daemon=True,
    ).start()
    out = sys.stdout.buffer
    while sys.stdin.buffer.read(1) == ASK:
        frame = newest.take()
        if frame is None:
            os._exit(GONE if newest.over else SILENT)
        data = io.BytesIO()
        frame.to_image().save(data, "JPEG", quality=QUALITY)
        out.write(LENGTH.pack(data.tell()) + data.getvalue())
        out.flush()
    os._exit(0)  # the reading thread may hang in a driver


if __name__ == "__main__":
    main(sys.argv[1])
