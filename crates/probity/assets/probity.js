// What pages can do a little better with a script. Nothing depends on it.

// Times in the zone of the device, unless the reader chose one. The exact time stays in the title.
(() => {
  const page = document.documentElement;
  if (page.dataset.zone) return;
  const language = page.lang.startsWith("en") ? "en-GB" : page.lang;
  const write = new Intl.DateTimeFormat(language, {
    day: "numeric", month: "long", year: "numeric",
    hour: "2-digit", minute: "2-digit", timeZoneName: "short",
  });
  for (const time of document.querySelectorAll("time[datetime*=T]")) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.getTime()) || !time.textContent.includes("UTC")) continue;
    time.title = time.dateTime;
    time.textContent = write.format(at);
  }
})();

// When the page was left, so that it is known how long it was looked at. The page says whether to
// report that: not to those who refuse cookies or object by Global Privacy Control.
(() => {
  const to = document.documentElement.dataset.left;
  if (!to || !navigator.sendBeacon) return;
  let reported = false;
  const report = () => {
    if (reported) return;
    reported = navigator.sendBeacon(to, new URLSearchParams({ path: location.pathname }));
  };
  addEventListener("pagehide", report);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") report();
    else reported = false;
  });
})();
