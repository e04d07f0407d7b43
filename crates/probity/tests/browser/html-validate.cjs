// How `html.rs` has the pages validated. Each rule that is changed says why.
module.exports = {
  root: true,
  extends: ["html-validate:recommended", "html-validate:document", "html-validate:a11y"],
  rules: {
    // The standard takes it in any case.
    "doctype-style": ["error", { style: "lowercase" }],
    // An error summary and a table of contents stand before the heading of the first level, as on
    // the sites we learn from; another test counts that there is one.
    "heading-level": ["error", { minInitialRank: "h2" }],
    // A title ends with the foundation's name, which is as long as it is.
    "long-title": ["error", { maxlength: 120 }],
    // What scrolls within a page can have the focus, and so has a role and a name.
    "prefer-native-element": ["error", { exclude: ["region"] }],
    // Texts of people and letters are shown as they are.
    "no-trailing-whitespace": "off",
    // All that a page loads comes from where it comes from itself.
    "require-sri": ["error", { target: "crossorigin" }],
  },
};
