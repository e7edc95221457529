"""What stands between the crawler and a page: refusals, challenges, pages that say they are missing."""

import re
from dataclasses import dataclass

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
_CHALLENGE = re.compile(r"\$_ts\s*=|__jsl_clearance|__jsluid|/_bot_sbu/|C3VK")
_CAPTCHA = re.compile(r"验证码|滑动.{0,6}验证|访问被拒绝|请求被拦截")
_DENIED = re.compile(r"您无权访问此页面|没有权限访问")
_MISSING = re.compile(r"(页面|网页|文件).{0,6}(不存在|找不到|已删除)|404(页面|错误|提示)")
_MISSING_TITLE = re.compile(r"404|不存在|出错|^error|notfound", re.IGNORECASE)
# A page that says little more than its one sentence. The longest of the not-found pages seen prints about 300 characters.
FEW_WORDS = 400


@dataclass(frozen=True)
class Obstacle:
    """What is in the way: `code` as portals.state has it, `reason` in words; `blocked` where the host refuses us."""

    code: str
    reason: str
    blocked: bool


def obstacle_of_status(status: int) -> Obstacle | None:
    """The obstacle that an HTTP status stands for."""
    if status in _REFUSALS:
        return Obstacle(*_REFUSALS[status], blocked=True)
    if status in (404, 410):
        return Obstacle("not_found", f"the page is missing (status {status})", blocked=False)
    if status >= 400:
        return Obstacle(f"http_{status // 100}xx", f"the host answers with status {status}", blocked=False)
    return None


def obstacle_in(page: Page) -> Obstacle | None:
    """The obstacle that a page served with status 200 is, or None for a page with content of its own."""
    if _MISSING_TITLE.search(page.metas.get("columnname", "")):
        return Obstacle("soft_404", "the page says that it is missing, with status 200", blocked=False)
    if len(page.html) > 40 * FEW_WORDS or len(page.text) > FEW_WORDS:
        return None
    if _CHALLENGE.search(page.html):
        return Obstacle("blocked_js_challenge", "the page holds a challenge to scripts and no content", blocked=True)
    if _CAPTCHA.search(page.text):
        return Obstacle("captcha", "the page asks for a proof of being human", blocked=True)
    if _DENIED.search(page.text):
        return Obstacle("denied_soft", "the page says that access is denied, with status 200", blocked=True)
    if _MISSING.search(page.text) or _MISSING_TITLE.search(page.title):
        return Obstacle("soft_404", "the page says that it is missing, with status 200", blocked=False)
    if not page.links and not page.frames and len(page.text) < 20 and "<script" in page.html.lower():
        return Obstacle(
            "empty_shell", "the page holds only scripts; its content is not in what was served", blocked=False
        )
    return None


def obstacle_of_error(error: BaseException) -> Obstacle:
    """The obstacle behind a request that got no response, by the error's class and words."""
    name, words = type(error).__name__, (str(error) or type(error).__name__).rstrip(".")
    if isinstance(error, IgnoreRequest):
        if "robots.txt" in words:
            return Obstacle("robots_disallow", "robots.txt disallows the address", blocked=True)
        return Obstacle("redirect_offsite", words, blocked=False)
    if name == "CannotResolveHostError":
        return Obstacle("dns_dead", f"the host name is unknown ({words})", blocked=False)
    if name == "DownloadTimeoutError":
        return Obstacle("geo_or_timeout", f"the host did not answer in time ({words})", blocked=False)
    if name == "DownloadConnectionRefusedError":
        return Obstacle("failed", "nothing answers at this address: the connection was refused", blocked=False)
    if "ssl" in words.lower() or "tls" in words.lower():
        return Obstacle("tls_failed", f"no secure connection could be made ({words})", blocked=False)
    return Obstacle("failed", f"{name}: {words}", blocked=False)
