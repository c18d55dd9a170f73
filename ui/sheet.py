"""How do Qt's own controls wear the theme? A style sheet with names for colours and sizes.

`@name` is a token of ui/theme; lengths are written for 100 % and scaled when the sheet is made. What a sheet
cannot draw well (ticks, radio marks, buttons with keys, rows of a table) paints itself in ui/widgets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

SHEET = """
* { outline: 0; }
QMainWindow, QDialog { background: @canvas; }
QToolTip { background: @raised; color: @text; border: 1px solid @line; padding: 4px 8px; }

QLabel { background: transparent; }
QLabel[role="muted"] { color: @muted; }
QLabel[role="small"] { color: @muted; font-size: @small; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="title"] { font-size: @title; font-weight: 600; }
QLabel[role="display"] { font-size: @display; font-weight: 600; }
QLabel[role="overline"] { color: @muted; font-size: @small; font-weight: 600; }
QLabel[role="error"] { color: @late; font-size: @small; }

QFrame[role="card"] { background: @surface; border: 1px solid @line; border-radius: 10px; }
QFrame[role="well"] { background: @rail; border: 1px solid @line; border-radius: 10px; }
QFrame[role="floating"] { background: @raised; border: 1px solid @line; border-radius: 10px; }
QFrame[role="rule"] { background: @line; border: 0; max-height: 1px; min-height: 1px; }
QFrame[role="wrong"] { background: @late_soft; border: 1px solid @late; border-radius: 10px; }
QPushButton[role="link"] {
    background: transparent; color: @accent; border: 2px solid transparent; border-radius: 6px; padding: 2px 0;
    text-align: left;
}
QPushButton[role="link"]:hover { text-decoration: underline; }
QPushButton[role="link"]:focus { border-color: @accent; }
QWidget[role="rail"] { background: @rail; }
QWidget[role="surface"] { background: @surface; }
QWidget[role="canvas"] { background: @canvas; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QAbstractSpinBox {
    background: @surface; color: @text; border: 1px solid @edge; border-radius: 6px;
    padding: 6px 9px; min-height: 20px;
    selection-background-color: @fill; selection-color: @on_fill; placeholder-text-color: @muted;
}
QPlainTextEdit, QTextEdit { padding: 4px 5px; }
QLineEdit:hover, QPlainTextEdit:hover, QComboBox:hover, QSpinBox:hover { border-color: @text; }
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QAbstractSpinBox:focus {
    border: 2px solid @accent; padding: 5px 8px;
}
QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid @accent; padding: 3px 4px; }
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QComboBox[wrong="true"], QSpinBox[wrong="true"] {
    border: 2px solid @late; padding: 5px 8px;
}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled, QSpinBox:disabled {
    background: @canvas; color: @muted; border-color: @line;
}
QLineEdit:read-only { background: @canvas; border-color: @line; }
QComboBox { padding-right: 30px; }
QComboBox:focus { padding-right: 29px; }
QComboBox::drop-down { width: 0; border: 0; }
QComboBox::down-arrow { image: none; width: 0; height: 0; }
QSpinBox::up-button, QSpinBox::down-button { width: 0; border: 0; }
QSpinBox QLineEdit, QSpinBox QLineEdit:focus {
    border: 0; padding: 0; min-height: 0; background: transparent;
}
QComboBox QAbstractItemView {
    background: @raised; border: 1px solid @line; padding: 4px; selection-background-color: @accent_soft;
    selection-color: @text;
}
QComboBox QAbstractItemView::item { min-height: 32px; padding: 0 8px; border-radius: 6px; }

QAbstractScrollArea[role="bare"], QScrollArea { background: transparent; border: 0; }
QScrollArea > QWidget > QWidget[role="bare"] { background: transparent; }
QTableView, QListView, QTreeView {
    background: @surface; border: 1px solid @line; border-radius: 10px; gridline-color: transparent;
    selection-background-color: @accent_soft; selection-color: @text;
}
QTableView:focus, QListView:focus { border-color: @edge; }
QListView[role="plain"], QTableView[role="plain"] { background: transparent; border: 0; }
QHeaderView { background: transparent; border: 0; }
QHeaderView::section {
    background: transparent; color: @muted; border: 0; border-bottom: 1px solid @line;
    padding: 8px 12px; font-size: @small; font-weight: 600;
}
QHeaderView::section:hover { color: @text; }
QTableCornerButton::section { background: transparent; border: 0; }

QAbstractScrollArea::corner { background: transparent; border: 0; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 2px; }
QScrollBar::handle { background: @edge; border-radius: 3px; min-height: 32px; min-width: 32px; }
QScrollBar::handle:hover { background: @muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QProgressBar { background: @hover; border: 0; border-radius: 4px; min-height: 8px; max-height: 8px; }
QProgressBar::chunk { background: @fill; border-radius: 4px; }

QMenu { background: @raised; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 8px 16px; border-radius: 6px; }
QMenu::item:selected { background: @accent_soft; color: @text; }
QMenu::item:disabled { color: @muted; }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }

QSplitter::handle { background: transparent; }
"""


def sheet(colours: Mapping[str, str], px: Callable[[float], int], sizes: Mapping[str, str]) -> str:
    """The style sheet for these colours, this scale and these sizes of type.

    A name without a token raises KeyError: a misspelt colour must not fall back to Qt's own.
    """
    names = {**colours, **sizes}
    scaled = re.sub(r"(\d+)px", lambda found: f"{px(int(found[1]))}px", SHEET)
    return re.sub(r"@(\w+)", lambda found: names[found[1]], scaled)
