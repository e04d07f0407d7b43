//! A browser without a screen: it keeps cookies, fills forms in, and remembers where it was.

use std::marker::PhantomData;
use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use tower::ServiceExt as _;

use super::{BASE, Person, Site};

/// A visitor's browser.
pub(crate) struct Browser<'s> {
    site: PhantomData<&'s Site>,
    /// The cookie of a sign-in.
    pub(crate) cookie: Option<String>,
    /// The cookie that keeps settings.
    pub(crate) settings: Option<String>,
    /// Headers that this browser sends with everything.
    pub(crate) headers: Vec<(&'static str, String)>,
    /// What answers it: the site, unless a test has put another process of it there.
    pub(crate) router: Router,
    /// Where it connects from.
    pub(crate) from: SocketAddr,
    /// Every address it asked for or was sent to.
    pub(crate) been: Vec<String>,
}

/// What came back.
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    pub(crate) bytes: Vec<u8>,
}

impl<'s> Browser<'s> {
    pub(super) fn new(site: &'s Site) -> Self {
        Self {
            site: PhantomData,
            router: site.router.clone(),
            cookie: None,
            settings: None,
            headers: Vec::new(),
            from: SocketAddr::from(([127, 0, 0, 1], 50_000)),
            been: Vec::new(),
        }
    }

    /// Asks for a page.
    pub(crate) async fn get(&mut self, path: &str) -> Page {
        self.send(Method::GET, path, Body::empty(), &[]).await
    }

    /// Sends a form as a browser does from a page of the site.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.post_body(path, encode(fields)).await
    }

    /// Sends a form's body as it stands.
    pub(crate) async fn post_body(&mut self, path: &str, body: impl Into<Body>) -> Page {
        let headers = [("content-type", "application/x-www-form-urlencoded"), ("origin", BASE)];
        self.send(Method::POST, path, body.into(), &headers).await
    }

    /// Fills the form of `page` that goes to `action` in, and sends it.
    pub(crate) async fn submit(
        &mut self,
        page: &Page,
        action: &str,
        fields: &[(&str, &str)],
    ) -> Page {
        let token = page.token(action);
        let mut all = vec![("form-token", token.as_str())];
        all.extend_from_slice(fields);
        self.post(action, &all).await
    }

    /// Joins, up to the page that says to look into the mail.
    pub(crate) async fn join(&mut self, person: &Person) -> Page {
        let page = self.get("/join").await;
        let fields = [("name", person.name), ("email", person.email), ("country", person.country)];
        self.submit(&page, "/join", &fields).await
    }

    /// Tries a password.
    pub(crate) async fn sign_in(&mut self, email: &str, password: &str) -> Page {
        let page = self.get("/signin").await;
        let fields = [("email", email), ("password", password), ("how", "password")];
        self.submit(&page, "/signin", &fields).await
    }

    /// Sends anything.
    pub(crate) async fn send(
        &mut self,
        method: Method,
        path: &str,
        body: Body,
        headers: &[(&str, &str)],
    ) -> Page {
        self.been.push(path.to_owned());
        let mut request =
            Request::builder().method(method).uri(path).header("host", "127.0.0.1:8080");
        request = request.extension(ConnectInfo(self.from));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let cookies: Vec<&str> =
            [&self.settings, &self.cookie].into_iter().flatten().map(String::as_str).collect();
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, format!("other=1; {}", cookies.join("; ")));
        }
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        let page = Page { status: parts.status, headers: parts.headers, body, bytes };
        for value in page.headers.get_all(header::SET_COOKIE) {
            let pair = value.to_str().unwrap().split(';').next().unwrap().to_owned();
            let kept =
                if pair.starts_with("settings=") { &mut self.settings } else { &mut self.cookie };
            *kept = (!pair.ends_with('=')).then_some(pair);
        }
        if page.headers.contains_key(header::LOCATION) {
            self.been.push(page.location().to_owned());
        }
        page
    }
}

impl Page {
    /// Where the browser is sent next.
    pub(crate) fn location(&self) -> &str {
        match self.headers.get(header::LOCATION) {
            Some(location) => location.to_str().unwrap(),
            None => panic!("{} leads nowhere: {}", self.status, self.main()),
        }
    }

    /// The cookies it sets, each up to its first `;`.
    pub(crate) fn sets(&self) -> Vec<&str> {
        let cookies = self.headers.get_all(header::SET_COOKIE).iter();
        cookies.map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap()).collect()
    }

    /// The token of the form that goes to `action`.
    pub(crate) fn token(&self, action: &str) -> String {
        let form =
            self.body.split("<form ").find(|form| form.contains(&format!("action=\"{action}\"")));
        let form = form.unwrap_or_else(|| panic!("no form to {action} in: {}", self.main()));
        let (_, rest) = form.split_once("name=\"form-token\" value=\"").expect("a token");
        rest.split('"').next().unwrap().to_owned()
    }

    /// The page between `<main>` and `</main>`.
    pub(crate) fn main(&self) -> &str {
        let main = self.body.split_once("<main").and_then(|(_, rest)| rest.split_once("</main>"));
        main.map_or(self.body.as_str(), |(main, _)| main)
    }

    /// The title.
    pub(crate) fn title(&self) -> &str {
        let title =
            self.body.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>"));
        title.map_or("", |(title, _)| title)
    }

    /// A header, or nothing.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// A form as browsers encode it.
pub(crate) fn encode(fields: &[(&str, &str)]) -> String {
    let escape = |text: &str| -> String {
        text.bytes()
            .map(|byte| match byte {
                b' ' => "+".to_owned(),
                byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
                byte => format!("%{byte:02X}"),
            })
            .collect()
    };
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
    pairs.join("&")
}
