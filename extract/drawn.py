"""What is drawn on a page beside its text: rules and boxes, pictures, coloured grounds."""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as pdfium

Box = tuple[float, float, float, float]

MOST_OBJECTS = 20_000  # of one page that are looked at; a page of charts has some thousands


def grounds(page: Any, height: float) -> list[Box]:
    """Boxes of pictures and of shapes filled with anything but white."""
    edges, colour = [ctypes.c_float() for _ in range(4)], [ctypes.c_uint() for _ in range(4)]
    found = []
    for index in range(min(pdfium.FPDFPage_CountObjects(page), MOST_OBJECTS)):
        item = pdfium.FPDFPage_GetObject(page, index)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT or not pdfium.FPDFPageObj_GetBounds(item, *map(ctypes.byref, edges)):
            continue
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            filled = pdfium.FPDFPageObj_GetFillColor(item, *map(ctypes.byref, colour))
            if not filled or min(part.value for part in colour[:3]) >= 0xF0 or not colour[3].value:
                continue
        left, bottom, right, top = (edge.value for edge in edges)
        found.append((left, height - top, right, height - bottom))
    return found


def rectangles(page: Any, turn: int, height: float) -> tuple[tuple[Box, ...], int]:
    """Rectangles drawn on the page (rules are thin ones) and how many images it has."""
    boxes: list[Box] = []
    images = 0
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    edges = tuple(ctypes.byref(edge) for edge in (left, bottom, right, top))
    count = min(pdfium.FPDFPage_CountObjects(page), MOST_OBJECTS)
    for index in range(count):
        item = pdfium.FPDFPage_GetObject(page, index)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            images += 1
        elif kind == pdfium.FPDF_PAGEOBJ_PATH and turn == 0 and pdfium.FPDFPageObj_GetBounds(item, *edges):
            boxes.append((left.value, height - top.value, right.value, height - bottom.value))
    return tuple(boxes), images
