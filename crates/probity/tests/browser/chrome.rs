//! Chromium, driven through ChromeDriver, and the few things the tests do with it.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use http::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::support::lines::{Lines, PATIENCE};

/// How every browser of the tests is started.
pub(crate) const FLAGS: [&str; 11] = [
    "--headless=new",
    // The tests run as root on a build server, where the sandbox cannot be set up.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    // Nothing but the site under test is to be asked for anything.
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,900",
    // They would take their width from the page, and stand in its picture.
    "--hide-scrollbars",
];

/// What a person's browser calls itself.
const PERSON: &str = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) \
                      Chrome/140.0.0.0 Safari/537.36";

/// How the browser is set for a test.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Scripts {
    /// As most people's are.
    On,
    /// JavaScript is switched off in its settings.
    Off,
}

/// A running browser.
pub(crate) struct Browser {
    client: Client,
    session: String,
    driver: Child,
    port: u16,
    _lines: Lines,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts ChromeDriver on a free port and through it a headless Chromium with a new profile.
    pub(crate) async fn start(scripts: Scripts) -> Self {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts: is Debian's chromium-driver installed?");
        let lines = Lines::of(driver.stdout.take().expect("its output is piped"));
        let port: Option<u16> = lines.find(|line| {
            line.split_once("started successfully on port ")?.1.trim_end_matches('.').parse().ok()
        });
        let port = port.expect("chromedriver says its port");
        let profile = tempfile::tempdir().expect("a temporary directory");
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities(scripts, profile.path()))
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .expect("a browser starts");
        let session = client.session_id().await.expect("the driver answers");
        let session = session.expect("a browser has a session");
        Self { client, session, driver, port, _lines: lines, _profile: profile }
    }

    /// Opens an address.
    pub(crate) async fn open(&self, address: &str) {
        self.client.goto(address).await.expect("a page opens");
    }

    /// The path of the page that is open.
    pub(crate) async fn path(&self) -> String {
        self.client.current_url().await.expect("a page is open").path().to_owned()
    }

    /// The title of the page that is open.
    pub(crate) async fn title(&self) -> String {
        self.client.title().await.expect("a page is open")
    }

    /// The text of the page that is open, as its reader sees it.
    pub(crate) async fn text(&self) -> String {
        let body = self.find("body").await;
        body.text().await.expect("the page has text")
    }

    /// The first element of that CSS selector, waiting until there is one.
    pub(crate) async fn find(&self, css: &str) -> Element {
        let wait = self.client.wait().at_most(PATIENCE);
        match wait.every(Duration::from_millis(20)).for_element(Locator::Css(css)).await {
            Ok(element) => element,
            Err(error) => {
                let source = self.client.source().await.unwrap_or_default();
                panic!("no `{css}` on {}: {error}\n{source}", self.path().await)
            }
        }
    }

    /// Opens an address, again and again until its page has such an element: what it shows may still
    /// be on its way. Each look waits for the driver's answer, so this does not spin.
    pub(crate) async fn open_until(&self, address: &str, css: &str) -> Element {
        let shown = async {
            loop {
                self.open(address).await;
                if self.has(css).await {
                    break;
                }
            }
        };
        // Past its patience, `find` says what the page shows instead.
        let _ = tokio::time::timeout(PATIENCE, shown).await;
        self.find(css).await
    }

    /// Whether there is such an element on the page now.
    pub(crate) async fn has(&self, css: &str) -> bool {
        !self.client.find_all(Locator::Css(css)).await.expect("the page can be read").is_empty()
    }

    /// Types into the field of that id, in place of what it held.
    pub(crate) async fn fill(&self, id: &str, value: &str) {
        let field = self.find(&format!("#{id}")).await;
        field.clear().await.expect("a field can be emptied");
        field.send_keys(value).await.expect("a field takes text");
    }

    /// Chooses the option of that value in the list of that id.
    pub(crate) async fn choose(&self, id: &str, value: &str) {
        let list = self.find(&format!("#{id}")).await;
        list.select_by_value(value).await.expect("the list has this option");
    }

    /// Follows the link, or presses the button, that shows this text; waits for the next page.
    pub(crate) async fn press(&self, text: &str) {
        let shows = format!("[normalize-space(.)='{text}']");
        let within = |place| format!("{place}//button{shows} | {place}//a{shows}");
        let path = within("//main");
        let mut found = self.client.find(Locator::XPath(&path)).await;
        if found.is_err() {
            found = self.client.find(Locator::XPath(&within(""))).await;
        }
        let element = match found {
            Ok(element) => element,
            Err(error) => panic!("nothing shows `{text}`: {error}\n{}", self.text().await),
        };
        self.click(element).await;
    }

    /// Clicks, and waits until the page it leads to has taken the place of this one.
    pub(crate) async fn click(&self, element: Element) {
        self.turn(async { element.click().await.expect("it can be clicked") }).await;
    }

    /// Does what leads to another page, and waits until that has taken the place of this one.
    pub(crate) async fn turn(&self, act: impl Future<Output = ()>) {
        let old = self.find("html").await;
        act.await;
        // The old page's root goes stale once the next page is there. Each look at it waits for
        // the driver's answer, so this does not spin.
        let gone = async { while old.tag_name().await.is_ok() {} };
        let same = tokio::time::timeout(PATIENCE, gone).await.is_err();
        assert!(!same, "that led nowhere from {}", self.path().await);
    }

    /// What has the focus: its id, or its class when it has none.
    pub(crate) async fn focused(&self) -> String {
        let active = self.client.active_element().await.expect("something has the focus");
        match active.attr("id").await.expect("it can be read") {
            Some(id) => id,
            None => active.attr("class").await.expect("it can be read").unwrap_or_default(),
        }
    }

    /// The session cookie as `name=value`, if the site has set one.
    pub(crate) async fn cookie(&self) -> Option<String> {
        let cookies = self.client.get_all_cookies().await.expect("cookies can be read");
        assert!(cookies.len() <= 1, "the site sets one cookie at most");
        cookies.first().map(|cookie| format!("{}={}", cookie.name(), cookie.value()))
    }

    /// Has these cookies of the site at `base`, each given as `name=value`, and no others.
    pub(crate) async fn be(&self, base: &str, cookies: impl Iterator<Item = &str>) {
        self.devtools("Network.clearBrowserCookies", json!({})).await;
        for cookie in cookies {
            let (name, value) = cookie.split_once('=').expect("a name and a value");
            let cookie = json!({"name": name, "value": value, "url": base});
            self.devtools("Network.setCookie", cookie).await;
        }
    }

    /// Presses and lets go of a key, whatever has the focus.
    pub(crate) async fn key(&self, key: Key) {
        let value = char::from(key);
        let keys = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value });
        self.client.perform_actions(keys).await.expect("a key can be pressed");
    }

    /// Types into what has the focus.
    pub(crate) async fn type_in(&self, text: &str) {
        let active = self.client.active_element().await.expect("something has the focus");
        active.send_keys(text).await.expect("it takes text");
    }

    /// What the console has said since it was last asked, with how bad it is.
    pub(crate) async fn console(&self) -> Vec<(String, String)> {
        let answer = self.client.issue_cmd(ConsoleLog).await.expect("the driver keeps the log");
        let text = |line: &Value, key: &str| line[key].as_str().unwrap_or_default().to_owned();
        let lines = answer.as_array().expect("a list of lines");
        lines.iter().map(|line| (text(line, "level"), text(line, "message"))).collect()
    }

    /// Runs a script in the page and returns what it returns.
    pub(crate) async fn run(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.expect("a script runs")
    }

    /// Runs a script that calls back when it is done.
    pub(crate) async fn run_to_end(&self, script: &str) -> Value {
        self.client.execute_async(script, Vec::new()).await.expect("a script runs to its end")
    }

    /// Shows pages `width` CSS pixels wide, in dark or light colours.
    pub(crate) async fn view(&self, width: u32, dark: bool) {
        let metrics =
            json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
        let scheme = if dark { "dark" } else { "light" };
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        self.devtools("Emulation.setEmulatedMedia", media).await;
    }

    /// The whole page as a PNG picture, in base64.
    pub(crate) async fn picture(&self) -> String {
        let whole = json!({"format": "png", "captureBeyondViewport": true});
        let answer = self.devtools("Page.captureScreenshot", whole).await;
        answer["data"].as_str().expect("a picture").to_owned()
    }

    /// A command of the browser's own protocol.
    pub(crate) async fn devtools(&self, name: &str, params: Value) -> Value {
        let command = DevTools(json!({"cmd": name, "params": params}));
        self.client.issue_cmd(command).await.expect("the browser knows the command")
    }
}

impl Drop for Browser {
    /// Ends the session, which ends the browser, also when a test leaves by panicking; then the
    /// driver, which would otherwise leave its browser behind.
    fn drop(&mut self) {
        // A driver that is gone has nothing left to end.
        end_session(self.port, &self.session).ok();
        self.driver.kill().ok();
        self.driver.wait().ok();
    }
}

/// Tells the driver to end a session, and waits until it says that it has.
fn end_session(port: u16, session: &str) -> std::io::Result<()> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(stream, "DELETE /session/{session} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n")?;
    stream.read_exact(&mut [0])
}

/// Asks for the lines of the browser's console.
#[derive(Debug)]
struct ConsoleLog;

impl WebDriverCompatibleCommand for ConsoleLog {
    fn endpoint(
        &self,
        base_url: &url::Url,
        session_id: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base_url.join(&format!("session/{}/se/log", session_id.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({"type": "browser"}).to_string()))
    }
}

#[derive(Debug)]
struct DevTools(Value);

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(
        &self,
        base_url: &url::Url,
        session_id: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base_url.join(&format!("session/{}/goog/cdp/execute", session_id.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.0.to_string()))
    }
}

fn capabilities(scripts: Scripts, profile: &std::path::Path) -> fantoccini::wd::Capabilities {
    let mut args = FLAGS.map(str::to_owned).to_vec();
    args.push(format!("--user-data-dir={}", profile.display()));
    // A browser without a screen says that it is one, and counts as a robot.
    args.push(format!("--user-agent={PERSON}"));
    let allowed = if scripts == Scripts::On { 1 } else { 2 };
    let options = json!({
        "binary": "/usr/bin/chromium",
        "args": args,
        "prefs": {"profile.managed_default_content_settings.javascript": allowed},
    });
    let all = json!({
        "browserName": "chrome",
        "goog:chromeOptions": options,
        "goog:loggingPrefs": {"browser": "ALL"},
    });
    let Value::Object(all) = all else { unreachable!("an object was written") };
    all
}
