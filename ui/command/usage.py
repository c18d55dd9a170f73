"""How does a wrong command line read? The frame of every command (usage, options, refusals) in the clerk's language.

click asks gettext for its own sentences and finds no Vietnamese catalogue; these are the ones that a command line of
ours can show. A sentence that is missing here stays English, nothing else happens.
"""

from __future__ import annotations

import click
from click import core, decorators, exceptions, formatting, parser, types

from desk.rules.words import spoken

SPOKEN_BY_CLICK = "en"

SENTENCES = {
    "Usage:": "Cách dùng:",
    "Options": "Tùy chọn",
    "Commands": "Lệnh",
    "Show this message and exit.": "Hiện phần trợ giúp này rồi thôi.",
    "default: {default}": "mặc định: {default}",
    "required": "bắt buộc",
    "(dynamic)": "(tùy máy)",
    "Try '{command} {option}' for help.": "Xem “{command} {option}” để biết cách dùng.",
    "Error: {message}": "Gõ sai lệnh: {message}",
    "Invalid value: {message}": "Giá trị không dùng được: {message}",
    "Invalid value for {param_hint}: {message}": "Giá trị của {param_hint} không dùng được: {message}",
    "Missing argument": "Thiếu",
    "Missing option": "Thiếu tùy chọn",
    "Missing parameter": "Thiếu",
    "Missing command.": "Thiếu lệnh con.",
    "No such option: {name}": "Không có tùy chọn {name}.",
    "No such option {name!r}.": "Không có tùy chọn {name}.",
    "No such command {name!r}.": "Không có lệnh “{name}”.",
    "Did you mean {possibility}?": "Ý bạn là {possibility}?",
    "(Possible options: {possibilities})": "(Có thể là: {possibilities})",
    "(Did you mean one of: {possibilities}?)": "(Có thể là: {possibilities})",
    "Got unexpected extra argument ({args})": "Thừa: {args}",
    "Got unexpected extra arguments ({args})": "Thừa: {args}",
    "Option {name!r} does not take a value.": "Tùy chọn {name} không nhận giá trị.",
    "Option {name!r} requires an argument.": "Tùy chọn {name} cần một giá trị.",
    "Option {name!r} requires {nargs} arguments.": "Tùy chọn {name} cần {nargs} giá trị.",
    "Argument {name!r} takes {nargs} values.": "{name} cần {nargs} giá trị.",
    "Choose from:\n\t{choices}": "Chọn một trong: {choices}",
    "{value!r} is not {choice}.": "“{value}” không phải {choice}.",
    "{value!r} is not one of {choices}.": "“{value}” không nằm trong: {choices}.",
    "{value!r} is not a valid {number_type}.": "“{value}” không phải là số.",
    "{value} is not in the range {range}.": "{value} nằm ngoài khoảng {range}.",
    "file": "Tệp",
    "directory": "Thư mục",
    "path": "Đường dẫn",
    "File": "Tệp",
    "Directory": "Thư mục",
    "Path": "Đường dẫn",
    "{name} {filename!r} does not exist.": "{name} {filename} không có.",
    "{name} {filename!r} is a file.": "{filename} là một tệp.",
    "{name} {filename!r} is a directory.": "{filename} là một thư mục.",
    "{name} {filename!r} is not readable.": "{name} {filename} không đọc được.",
    "{name} {filename!r} is not writable.": "{name} {filename} không ghi được.",
    "Aborted!": "Đã dừng.",
}
OPTIONS, COMMANDS = "[TÙY CHỌN]", "LỆNH [THAM SỐ]..."


def speak_usage() -> None:
    """Let click say its sentences in Vietnamese, unless the program speaks English."""
    if spoken()[0] == SPOKEN_BY_CLICK:
        return
    for module in (core, decorators, exceptions, formatting, parser, types):
        for seam, words in (("_", _said), ("ngettext", _said_of_many)):
            if hasattr(module, seam):
                setattr(module, seam, words)


def speak_of(command: click.Command) -> click.Command:
    """The same command, whose line of usage is Vietnamese as well."""
    if spoken()[0] != SPOKEN_BY_CLICK:
        command.options_metavar = OPTIONS
        if isinstance(command, click.Group):
            command.subcommand_metavar = COMMANDS
            for inner in command.commands.values():
                speak_of(inner)
    return command


def _said(text: str) -> str:
    return SENTENCES.get(text, text)


def _said_of_many(one: str, many: str, n: int) -> str:
    return _said(one if n == 1 else many)
