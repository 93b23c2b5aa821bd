// Draws every [data-chart] with Plotly, in the colours of the theme, also after htmx has swapped it in.
(() => {
  "use strict";

  let loading = null;
  const plotly = () => {
    loading ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = document.querySelector('meta[name="plotly-source"]').content;
      script.onload = () => resolve(window.Plotly);
      script.onerror = reject;
      document.head.append(script);
    });
    return loading;
  };

  // light-dark() is resolved by the browser on a real property only, so a probe element asks for it.
  const colourReader = () => {
    const probe = document.createElement("i");
    probe.hidden = true;
    document.body.append(probe);
    const read = (name) => {
      probe.style.color = `var(${name})`;
      return getComputedStyle(probe).color;
    };
    return { read, done: () => probe.remove() };
  };

  const coloured = (value, read) => {
    if (typeof value === "string" && value.startsWith("var:")) {
      const [name, share] = value.slice(4).split("/");
      const colour = read(name);
      const parts = colour.match(/[\d.]+/g);
      return share && parts ? `rgba(${parts[0]}, ${parts[1]}, ${parts[2]}, ${share})` : colour;
    }
    if (Array.isArray(value)) return value.map((item) => coloured(item, read));
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, coloured(item, read)]));
    }
    return value;
  };

  const draw = async (figure) => {
    const canvas = figure.querySelector("[data-chart-canvas]");
    if (!canvas || !figure.dataset.figure) return;
    const Plotly = await plotly();
    const colours = colourReader();
    const spec = coloured(JSON.parse(figure.dataset.figure), colours.read);
    colours.done();
    spec.layout.height ??= canvas.clientHeight || 320;
    await Plotly.react(canvas, spec.data, spec.layout, { displayModeBar: false, responsive: true, scrollZoom: false });
    figure.dataset.drawn = "true";
  };

  const drawAll = (root, again = false) => {
    const figures = [...root.querySelectorAll("[data-chart]")];
    if (root.matches?.("[data-chart]")) figures.push(root);
    for (const figure of figures) if (again || figure.dataset.drawn !== "true") draw(figure);
  };

  const start = () => {
    drawAll(document);
    document.body.addEventListener("htmx:afterSettle", (event) => drawAll(event.target));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawAll(document, true));
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
