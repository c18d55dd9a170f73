"""A film plays the camera: written here, opened by the very process that opens a device, played at its own pace."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import av
from PIL import Image

FPS = 5


def film(path: Path, pictures: Sequence[Image.Image], seconds_each: float = 1.0) -> Path:
    """A film (MJPEG in AVI) that shows these pictures of one size, one after another."""
    with av.open(str(path), "w", format="avi") as container:
        stream = container.add_stream("mjpeg", rate=FPS)
        stream.width, stream.height = pictures[0].size
        stream.pix_fmt = "yuvj420p"
        stream.options = {"qscale": "2"}
        for picture in pictures:
            frame = av.VideoFrame.from_image(picture.convert("RGB"))
            for _repeat in range(max(1, round(seconds_each * FPS))):
                frame.pts = None
                for packet in stream.encode(frame):
                    container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return path
