"""The process that opens files to be imported (see `limited_child`); it touches nothing but what it is asked about."""

import base64
import sys
from pathlib import Path
from typing import Any

from pipeline.extraction_parts import Refused
from pipeline.importing.arrival import Arrived, Remark, Unfit
from pipeline.importing.docx import read_docx
from pipeline.importing.odt import look_through
from pipeline.importing.pdf import read_pdf
from pipeline.importing.sheet import read_sheet
from pipeline.limited_child import answer_questions

READERS = {"docx": read_docx, "xlsx": read_sheet, "pdf": read_pdf, "odt": look_through}


def read(asked: dict[str, Any]) -> Any:
    """Either the parts of Arrived or, below `unfit`, the remarks that keep the file out."""
    try:
        return _told(READERS[asked["suffix"]](Path(asked["path"]).read_bytes()))
    except Unfit as unfit:
        return {"unfit": unfit.reasons}
    except Refused as refused:
        return {"unfit": [Remark(refused.reason.value)]}
    except MemoryError:
        raise
    except Exception as fault:
        return {"unfit": [Remark("damaged", "", type(fault).__name__)]}


def _told(arrived: Arrived) -> dict[str, Any]:
    pictures = {name: base64.b64encode(raw).decode("ascii") for name, raw in arrived.pictures.items()}
    return {
        "html": arrived.html,
        "pictures": pictures,
        "words": arrived.words,
        "beside": arrived.beside,
        "remarks": arrived.remarks,
        "dropped": arrived.dropped,
    }


if __name__ == "__main__":
    answer_questions(read, int(sys.argv[1]), int(sys.argv[2]))
