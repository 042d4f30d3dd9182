// Keys reach the screen once it is drawn, and whenever its page is looked at again: nobody has to click first.
const focusScreen = () => document.querySelector(".-first-byte #terminal textarea")?.focus();
new MutationObserver((_, watching) => {
  // Whatever has the focus is told to the session, which has to be there by then.
  if (!document.querySelector(".-first-byte #terminal textarea")) return;
  watching.disconnect();
  focusScreen();
}).observe(document, { attributes: true, childList: true, subtree: true });
addEventListener("focus", focusScreen);
