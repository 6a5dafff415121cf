// Counts in the title and a sound for what is new; signs counted while typing; ready texts; the size of a picture; a form is sent once.

const title = document.title;
const sound = document.querySelector("[data-sound]");
const off = () => localStorage.getItem("desk-sound") === "off";
let context;
let before;

document.addEventListener("pointerdown", () => (context ??= new AudioContext()), { once: true }); // browsers ask for a press

function ring(urgent) {
  if (off() || !context) return;
  const tones = urgent ? [880, 660, 880, 660] : [660, 880];
  tones.forEach((pitch, place) => {
    const [tone, loudness] = [context.createOscillator(), context.createGain()];
    const at = context.currentTime + place * 0.18;
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.15, at);
    loudness.gain.exponentialRampToValueAtTime(0.001, at + 0.17);
    tone.connect(loudness).connect(context.destination);
    tone.start(at);
    tone.stop(at + 0.18);
  });
}

function count() {
  const state = document.querySelector("[data-unread]");
  if (!state) return;
  const now = { unread: Number(state.dataset.unread), rings: Number(state.dataset.rings) };
  document.title = now.unread ? `(${now.unread}) ${title}` : title;
  if (before && (now.rings > before.rings || now.unread > before.unread)) ring(now.rings > before.rings);
  before = now;
}

function showSound() {
  sound.textContent = off() ? sound.dataset.off : sound.dataset.on;
  sound.setAttribute("aria-pressed", String(!off()));
}

if (sound) {
  sound.hidden = false;
  sound.addEventListener("click", () => {
    localStorage.setItem("desk-sound", off() ? "on" : "off");
    showSound();
  });
  showSound();
}

const talk = document.querySelector(".talk");
const toEnd = () => talk && (talk.scrollTop = talk.scrollHeight);
document.addEventListener("desk:refreshed", (event) => {
  count();
  if (event.target === talk) toEnd();
});
count();
toEnd();

const text = document.querySelector("textarea[data-longest]");
if (text) {
  const shown = document.querySelector("[data-count]");
  const tell = () => {
    const signs = text.value.normalize("NFC").length;
    const parts = Math.max(1, Math.ceil(signs / Number(text.dataset.longest)));
    shown.hidden = false;
    shown.textContent = (parts > 1 ? shown.dataset.several : shown.dataset.one).replace("{signs}", signs).replace("{parts}", parts);
  };
  text.addEventListener("input", tell);
  tell();
  for (const button of document.querySelectorAll("[data-ready]")) {
    button.addEventListener("click", () => {
      text.value = text.value ? `${text.value.trimEnd()}\n${button.dataset.ready}` : button.dataset.ready;
      text.focus();
      tell();
    });
  }
}

const chosen = document.querySelector("input[data-most]");
chosen?.addEventListener("change", () => {
  const tooLarge = chosen.files[0]?.size > Number(chosen.dataset.most);
  chosen.setCustomValidity(tooLarge ? chosen.dataset.tooLarge : "");
  chosen.reportValidity();
});

for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
}
