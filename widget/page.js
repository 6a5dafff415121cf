// The page speaks the language that the chat speaks.
addEventListener("spa-language", (event) => {
  document.documentElement.lang = event.detail;
});
