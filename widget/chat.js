// <script src="https://chat.example/chat.js" data-venue="lee_spa"></script>: the launcher and the chat on any page that
// ALLOWED_ORIGINS names. Also: data-language="vi", and data-name and data-phone for what stands there before the chat is
// connected. A classic script, so that it can be had without any attribute of its own.
(() => {
  const script = document.currentScript ?? document.querySelector('script[src*="/chat.js"][data-venue]');
  const begin = () => {
    const chat = document.createElement("spa-chat");
    Object.assign(chat.dataset, script.dataset);
    chat.setAttribute("floating", "");
    document.body.append(chat);
  };
  const refused = `The chat does not load: is ${location.origin} in its ALLOWED_ORIGINS?`;
  import(new URL("spa-chat.js", script.src).href).catch(() => console.warn(refused));
  if (document.body) begin();
  else addEventListener("DOMContentLoaded", begin);
})();
