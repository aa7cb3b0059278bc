// Light or dark: as the device has it, until the reader chooses. Read before anything is shown, so that no page changes colour before the eyes.
{
  const NAME = "colours";
  const root = document.documentElement.classList;

  const chosen = () => {
    try {
      const kept = localStorage.getItem(NAME);
      return kept === "light" || kept === "dark" ? kept : "";
    } catch {
      return "";
    }
  };

  const show = (look) => {
    root.toggle("light", look === "light");
    root.toggle("dark", look === "dark");
  };

  show(chosen());

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.getElementById("look");
    form.elements.look.value = chosen();
    form.hidden = false;
    form.addEventListener("change", () => {
      const look = form.elements.look.value;
      show(look);
      try {
        if (look) localStorage.setItem(NAME, look);
        else localStorage.removeItem(NAME);
      } catch {
        // A browser that keeps nothing shows the choice on this page alone.
      }
    });
  });
}
