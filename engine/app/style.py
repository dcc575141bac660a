"""The one stylesheet of the pages, fed by the tokens of the mode the reader's browser shows."""

import streamlit as st

from engine.report.tokens import DARK, LIGHT, Tokens, css_variables


def tokens() -> Tokens:
    """Return the tokens of the reader's mode; light where no browser has told its mode yet."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def put_stylesheet() -> None:
    """Write the stylesheet into the page."""
    st.html(
        f"<style>.stApp{{{css_variables(tokens())}}}{_FRAME}{_TEXT}{_TABLE}{_MARKS}{_PHONE}</style>"
    )


_FRAME = """
[data-testid=stMainBlockContainer]{max-width:1288px;padding:4.5rem 2rem 4rem}
[data-testid=stHeader]{border-bottom:1px solid var(--h-line);background:var(--h-bg)}
[data-testid=stButtonGroup] button[aria-checked=true],
[data-testid=stButtonGroup] button[aria-checked=true] *,
[data-testid=stBaseButton-segmented_controlActive],
[data-testid=stBaseButton-segmented_controlActive] *{color:var(--h-ink)!important;font-weight:600}
"""

_TEXT = """
.h-bar{display:flex;gap:2px 10px;align-items:center;flex-wrap:wrap;font-size:13px;
 color:var(--h-ink2);line-height:20px}
.h-bar b{color:var(--h-ink);font-weight:600}.h-bar .dot{color:var(--h-ink3)}
.h-ex{border:1px solid var(--h-ink3);border-radius:4px;padding:0 6px;font-size:12px;
 color:var(--h-ink2);line-height:18px;white-space:nowrap}
.h-head{margin:4px 0}
.h-head .eb{font-size:13px;color:var(--h-accent);font-weight:600;line-height:20px}
.h-head h1{font-size:25px;line-height:34px;font-weight:600;margin:2px 0 4px;padding:0;
 letter-spacing:0;color:var(--h-ink);text-wrap:pretty;max-width:960px}
.h-head p{font-size:14px;line-height:22px;color:var(--h-ink2);margin:0;max-width:880px;
 text-wrap:pretty}
.h-sec{display:flex;align-items:baseline;gap:2px 10px;flex-wrap:wrap;margin:0}
.h-sec h2{font-size:16px;line-height:24px;font-weight:600;margin:0;padding:0;color:var(--h-ink)}
.h-sec span{font-size:13px;color:var(--h-ink3);line-height:20px}
.h-lg{display:flex;flex-wrap:wrap;gap:4px 18px;margin-top:6px;font-size:13px;line-height:20px;
 color:var(--h-ink2)}
.h-lg span{display:inline-flex;gap:6px;align-items:center}
.h-lg i{font-style:normal;font-size:14px}
.h-gr{display:flex;gap:16px;align-items:flex-start;margin:6px 0 0;padding:12px 0;max-width:960px;
 border-top:1px solid var(--h-line);border-bottom:1px solid var(--h-line)}
.h-gr>b{font-size:40px;line-height:44px;font-weight:600;color:var(--h-accent);min-width:32px}
.h-gr p{margin:0;font-size:14px!important;line-height:22px;color:var(--h-ink)}
.h-gr strong{font-weight:600}.h-gr p.q{color:var(--h-ink2);font-size:13px!important}
.h-gr .h-lg b{font-weight:600;color:var(--h-ink)}
.h-sum{max-width:960px}
.h-sum .h-ul,.h-sum .h-ul li{color:var(--h-ink);font-size:14px!important;line-height:23px}
.h-chap{border-top:1px solid var(--h-line);margin-top:12px;padding-top:14px}
.h-chap h2{font-size:18px;line-height:26px;font-weight:600;margin:0;padding:0;color:var(--h-ink)}
.h-chap span{font-size:13px;color:var(--h-ink3);line-height:20px}
.h-foot{font-size:12px;line-height:18px;color:var(--h-ink3);max-width:100ch;margin:8px 0 0}
.h-note{border-left:3px solid var(--h-accent);background:var(--h-panel);padding:10px 14px;
 font-size:13px;line-height:21px;border-radius:0 6px 6px 0;color:var(--h-ink)}
.h-note.bad{border-color:var(--h-alarm)}
.h-note.dash{border-left-style:dashed;border-color:var(--h-ink3)}
.h-note b{font-weight:600}
.h-note p{margin:3px 0 0;color:var(--h-ink2);font-size:13px!important;line-height:21px;
 white-space:pre-line}
.h-emp{border:1px dashed var(--h-ink3);border-radius:6px;padding:32px 24px;text-align:center;
 color:var(--h-ink2);font-size:14px;line-height:22px}
.h-emp b{display:block;color:var(--h-ink);font-size:15px;font-weight:600;margin-bottom:2px}
.h-cmd{display:inline-block;margin-top:12px;background:var(--h-panel);border-radius:6px;
 border:1px solid var(--h-line);padding:6px 14px;color:var(--h-ink);user-select:all;
 font-family:ui-monospace,'SF Mono',Consolas,'Liberation Mono',monospace;font-size:14px}
.h-ul{margin:2px 0 0!important;padding:0 0 0 18px!important;font-size:13px;line-height:21px;
 color:var(--h-ink2)}
.h-ul li{margin:0;padding:0;font-size:13px!important;line-height:21px}
.h-h3{font-size:13px;line-height:20px;font-weight:600;color:var(--h-ink);margin:0 0 2px}
"""

_TABLE = """
.h-scroll{overflow-x:auto;margin-top:4px}
.h-t{width:100%;border-collapse:collapse;font-size:13px;line-height:20px;
 font-variant-numeric:tabular-nums;color:var(--h-ink)}
.h-t th{font-weight:500;color:var(--h-ink3);text-align:left;font-size:12px;white-space:nowrap;
 border-bottom:1px solid var(--h-line);padding:6px 10px 6px 0;vertical-align:bottom}
.h-t td{border-bottom:1px solid var(--h-grid);padding:8px 10px 8px 0;vertical-align:middle}
.h-t tr:last-child td{border-bottom:0}
.h-t .r{text-align:right;white-space:nowrap}.h-t .n{white-space:nowrap}
.h-t .k{white-space:nowrap}
.h-t .r+td,.h-t .r+th{padding-left:14px}
.h-t small{color:var(--h-ink3);font-size:12px;display:block;line-height:18px;font-weight:400}
.h-t b{font-weight:600}.h-t .q{color:var(--h-ink3)}
.h-t tr.hi td{background:var(--h-accent-soft)}
.h-t tr.hi td:first-child{box-shadow:inset 3px 0 0 var(--h-accent);padding-left:10px}
.h-t tr.sub td{color:var(--h-ink2);background:var(--h-panel);padding:5px 10px;font-size:12px}
.h-mx{table-layout:fixed}.h-t.h-mx th{white-space:normal}
.h-mx td,.h-mx th{text-align:center!important;padding:8px 6px!important}
.h-mx th:first-child,.h-mx td:first-child{text-align:left!important}
.h-mx td.missed{background:var(--h-alarm-soft)}.h-mx td.missed b{color:var(--h-alarm)}
.h-mx td.undecided{background:repeating-linear-gradient(135deg,transparent 0 6px,
 var(--h-grid) 6px 8px)}
"""

_MARKS = """
.h-chip{display:inline-flex;align-items:center;gap:5px;border-radius:4px;padding:0 8px;
 font-size:12px;line-height:22px;font-weight:600;white-space:nowrap;border:1px solid transparent}
.h-chip.held{border-color:var(--h-ink3);color:var(--h-ink)}
.h-chip.missed{background:var(--h-alarm);border-color:var(--h-alarm);color:var(--h-on-alarm)}
.h-chip.undecided{border:1px dashed var(--h-ink3);color:var(--h-ink2)}
.h-chip.acc{background:var(--h-accent-soft);color:var(--h-accent)}
.h-chip.q{background:var(--h-panel);color:var(--h-ink2);font-weight:500}
.h-pb{display:inline-block;position:relative;width:72px;height:8px;background:var(--h-grid);
 border-radius:2px;vertical-align:middle;margin-right:8px}
.h-pb i{position:absolute;left:0;top:0;bottom:0;background:var(--h-ink3);border-radius:2px}
.h-pb u{position:absolute;top:-3px;bottom:-3px;width:2px;background:var(--h-ink)}
.h-pb.missed i{background:var(--h-alarm)}
.h-ln{display:inline-block;width:26px;height:0;border-top:2.5px solid var(--h-accent);
 vertical-align:middle}
.h-ln.down{border-top:2.5px dashed var(--h-ink)}.h-ln.flat{border-top:1px solid var(--h-ink3)}
.h-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
"""

_PHONE = """
@media(max-width:640px){
 [data-testid=stMainBlockContainer]{padding:4.25rem 1rem 5rem}
 .h-head h1{font-size:20px;line-height:28px}
 .h-pb{display:none}.h-t{font-size:12px;line-height:18px}
 .h-t td,.h-t th{padding-right:6px}.h-t .r+td,.h-t .r+th{padding-left:6px}
 .h-t td.w{min-width:9em}.h-rt td.w:last-child:not(:only-child){min-width:17em}
 .h-rt th{min-width:4em}
 .h-rt th:first-child,.h-rt td:first-child{position:sticky;left:0;background:var(--h-bg)}
 .h-t.h-rt .r small{white-space:nowrap}
 .h-t th,.h-t th.r,.h-t .n,.h-t small{white-space:normal}
 [data-testid=stHorizontalBlock]{gap:1.25rem}
 .h-bar .ctx{display:none}
}
"""
