"""What stands between the crawler and a page: refusals, challenges, pages that say they are missing."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from scrapy.exceptions import IgnoreRequest

from crawler.page import Page

_REFUSALS = {
    401: ("blocked_401", "the host asks for a login"),
    403: ("blocked_403", "the host forbids access"),
    405: ("blocked_waf", "a firewall refuses the request"),
    412: ("blocked_412", "the host answers with a challenge (status 412)"),
    418: ("blocked_waf", "a firewall refuses the request"),
    429: ("throttled_429", "the host says that it was asked too often"),
    468: ("blocked_waf", "a firewall refuses the request"),
    512: ("blocked_521", "the host answers with a challenge (status 512)"),
    521: ("blocked_521", "the host answers with a challenge (status 521)"),
}
_CHALLENGE = re.compile(
    r"\$_ts\s*=|\$_ts\[|__jsl_clearance|__jsluid|/_bot_sbu/|C3VK|acw_sc__v2|_\$jsvmprt", re.IGNORECASE
)
_SETS_COOKIE = re.compile(r"document\.cookie\s*=[^=]")
_RELOADS = re.compile(r"location\.(?:reload|replace|href|assign)|location\s*=[^=]")
_CAPTCHA = re.compile(r"验证码|(滑动|拖动).{0,6}(验证|滑块)|人机(身份)?验证|安全验证")
_FIREWALL = re.compile(
    r"(访问|请求).{0,10}被.{0,6}(拒绝|拦截|阻断)|(网站|Web|应用)防火墙|事件ID|accessdenied|requestblocked",
    re.IGNORECASE,
)
_DENIED = re.compile(r"您?无权(限)?访问|没有(访问)?权限|没有权限访问|不合法的参数|禁止访问")
_BUSY = re.compile(r"(访问|请求|操作).{0,4}(过于|太)频繁|(系统|服务器).{0,4}(繁忙|忙碌)|稍后(再试|重试|再访问)")
_MISSING = re.compile(
    r"(页面|网页|文件|文章).{0,6}(不存在|找不到|未找到|已删除|已被删除)|404(页面|错误|提示|notfound)|notfound",
    re.IGNORECASE,
)
_MISSING_TITLE = re.compile(r"404|不存在|出错|^error|notfound", re.IGNORECASE)
# A page that says little more than its one sentence. The longest of the not-found pages seen prints about 300 characters.
FEW_WORDS = 400
# Pages of some systems hold their lists as JSON in a script; what holds less Chinese than this holds no list.
FEWEST_CHARACTERS = 20
_CHINESE = re.compile(r"[\u4e00-\u9fff]|\\u[4-9][0-9a-f]{3}")
_HEAD_WORDS = re.compile(r"<title\b.*?</title|<meta\b[^>]*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_CERTIFICATE = re.compile(r"certificate|VerificationError|DNSMismatch|IPAddressMismatch", re.IGNORECASE)
_TLS = re.compile(r"\bSSL\b|OpenSSL|\bTLS\b", re.IGNORECASE)
_REMEDY = "if you trust the host all the same, name it with --legacy-tls"

# How long a portal is left alone after what was met there. What a person has to change there takes weeks; what passes
# by itself is looked at the next day.
_HOUR, _DAY, _WEEK, _MONTH = timedelta(hours=1), timedelta(days=1), timedelta(days=7), timedelta(days=30)
_TRY_AGAIN = {
    "throttled_429": _HOUR,
    "throttled_soft": _HOUR,
    "http_5xx": _DAY,
    "robots_unreachable": _DAY,
    "geo_or_timeout": _DAY,
    "failed": _DAY,
    "not_found": _WEEK,
    "soft_404": _WEEK,
    "dns_dead": _WEEK,
    "trap": _WEEK,
    "robots_disallow": _MONTH,
    "redirect_loop": _MONTH,
    "redirect_offsite": _MONTH,
    "empty_shell": _MONTH,
}


@dataclass(frozen=True)
class Obstacle:
    """What is in the way: `code` as portals.state has it, `reason` in words; `blocked` where the host refuses us.

    `wait` is how long the host asked to be left alone, None where it named no time.
    """

    code: str
    reason: str
    blocked: bool
    wait: timedelta | None = None

    def try_again_at(self, now: datetime) -> datetime:
        """When it is worth looking again."""
        return now + (self.wait if self.wait is not None else _TRY_AGAIN.get(self.code, _WEEK))


class Obstructed(IgnoreRequest):
    """Raised for a request that is not sent, because its host is closed or robots.txt disallows it."""

    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__(obstacle.reason)
        self.obstacle = obstacle


def obstacle_of_status(status: int, wait: timedelta | None = None) -> Obstacle | None:
    """The obstacle that an HTTP status stands for. `wait` is what its Retry-After asks for."""
    if status in _REFUSALS:
        return Obstacle(*_REFUSALS[status], blocked=True, wait=wait)
    if status in (404, 410):
        return Obstacle("not_found", f"the page is missing (status {status})", blocked=False)
    if status >= 400:
        return Obstacle(f"http_{status // 100}xx", f"the host answers with status {status}", blocked=False, wait=wait)
    return None


def obstacle_in(page: Page) -> Obstacle | None:
    """The obstacle that a page is, whatever its status, or None for a page with content of its own."""
    if _MISSING_TITLE.search(page.metas.get("columnname", "")):
        return Obstacle("soft_404", "the page says that it is missing, with status 200", blocked=False)
    is_long = len(page.html) > 40 * FEW_WORDS or len(page.text) > FEW_WORDS
    if is_long and not _is_bare_script(page):
        return None
    if challenge := _challenge_in(page):
        return challenge
    if is_long:
        return None
    if _DENIED.search(page.text):
        return Obstacle("denied_soft", "the page says that access is denied, with status 200", blocked=True)
    if _BUSY.search(page.text):
        return Obstacle("throttled_soft", "the page says that the host is busy, with status 200", blocked=True)
    if _MISSING.search(page.text) or _MISSING_TITLE.search(page.title):
        return Obstacle("soft_404", "the page says that it is missing, with status 200", blocked=False)
    if _is_bare_script(page):
        return Obstacle(
            "empty_shell", "the page holds only scripts; its content is not in what was served", blocked=False
        )
    return None


def _challenge_in(page: Page) -> Obstacle | None:
    """A page that wants a script run, a puzzle solved, or nothing to do with us. None of them is ever answered."""
    sends_back = _SETS_COOKIE.search(page.html) and _RELOADS.search(page.html) and _is_bare_script(page)
    if _CHALLENGE.search(page.html) or sends_back:
        return Obstacle("blocked_js_challenge", "the page holds a challenge to scripts and no content", blocked=True)
    if _CAPTCHA.search(page.text):
        return Obstacle("captcha", "the page asks for a proof of being human", blocked=True)
    if _FIREWALL.search(page.text):
        return Obstacle("blocked_waf", "a firewall refuses the request, with status 200", blocked=True)
    return None


def _is_bare_script(page: Page) -> bool:
    """Whether a page has scripts and next to nothing else, in the scripts either."""
    if page.links or page.frames or len(page.text) >= 20 or "<script" not in page.html.lower():
        return False
    return len(_CHINESE.findall(_HEAD_WORDS.sub("", page.html))) < FEWEST_CHARACTERS


def obstacle_of_error(error: BaseException) -> Obstacle:
    """The obstacle behind a request that got no response, by the error's class and words."""
    if isinstance(error, Obstructed):
        return error.obstacle
    if isinstance(error, IgnoreRequest):
        return _obstacle_of_refusal(str(error))
    name, words = type(error).__name__, (str(error) or type(error).__name__).rstrip(".")
    if name == "CannotResolveHostError":
        return Obstacle("dns_dead", f"the host name is unknown ({words})", blocked=False)
    if name == "DownloadTimeoutError":
        return Obstacle("geo_or_timeout", f"the host did not answer in time ({words})", blocked=False)
    if name == "DownloadConnectionRefusedError":
        return Obstacle("failed", "nothing answers at this address: the connection was refused", blocked=False)
    if name == "TunnelError":
        return Obstacle("failed", f"the proxy makes no connection ({words})", blocked=False)
    if _CERTIFICATE.search(words):
        return Obstacle("tls_certificate", f"the certificate can't be verified; {_REMEDY} ({words})", blocked=False)
    if _TLS.search(words):
        return Obstacle("tls_failed", f"no secure connection could be made; {_REMEDY} ({words})", blocked=False)
    return Obstacle("failed", f"{name}: {words}", blocked=False)


def _obstacle_of_refusal(words: str) -> Obstacle:
    """The obstacle behind a request that this program refused to send on."""
    if words == "max redirections reached":
        return Obstacle("redirect_loop", "the address redirects without an end", blocked=False)
    if "private network" in words:
        return Obstacle("private_address", words, blocked=False)
    return Obstacle("redirect_offsite", words, blocked=False)
