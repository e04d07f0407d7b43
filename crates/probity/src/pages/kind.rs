//! Which files are served beside the pages, and as what. What is not listed is not served: above
//! all nothing that a browser would run.

/// The media type of a file, by the end of its name.
pub fn media_type(path: &str) -> Option<&'static str> {
    let (_, extension) = path.rsplit_once('.')?;
    Some(match extension.to_ascii_lowercase().as_str() {
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "pdf" => "application/pdf",
        "txt" | "asc" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "json" => "application/json",
        "zip" => "application/zip",
        "epub" => "application/epub+zip",
        "odt" => "application/vnd.oasis.opendocument.text",
        "ods" => "application/vnd.oasis.opendocument.spreadsheet",
        "odp" => "application/vnd.oasis.opendocument.presentation",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "sig" => "application/octet-stream",
        _ => return None,
    })
}

/// Every ending that [`media_type`] knows, for messages.
pub const KNOWN: &str = "svg, png, jpg, gif, webp, avif, ico, pdf, txt, asc, csv, ics, json, zip, \
                         epub, odt, ods, odp, docx, xlsx, sig";

/// Whether a file of this type is a picture.
pub fn is_picture(media_type: &str) -> bool {
    media_type.starts_with("image/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_browser_runs_is_not_served() {
        for path in ["a.html", "a.htm", "a.xhtml", "a.js", "a.mjs", "a.css", "a.xml", "a", "a."] {
            assert_eq!(media_type(path), None, "{path}");
        }
        assert_eq!(media_type("a.b.SVG"), Some("image/svg+xml"));
        for known in KNOWN.split(", ") {
            assert!(media_type(&format!("x.{known}")).is_some(), "{known}");
        }
    }
}
