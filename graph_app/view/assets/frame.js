const ICONS = {
  zoomIn: "M8 3v10M3 8h10",
  zoomOut: "M3 8h10",
  fit: "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4M5 8h6M8 5v6",
  full: "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4",
  save: "M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11",
};
const SVG = "http://www.w3.org/2000/svg";

// The canvas, its buttons, and the line that screen readers hear.
export class Frame {
  constructor(root, view) {
    this.root = root;
    this.canvas = add(root, "div", "ga-canvas");
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "application");
    this.tools = add(root, "div", "ga-tools");
    this.live = add(root, "div", "ga-live");
    this.live.setAttribute("aria-live", "polite");
    this.help = add(root, "div", "ga-help");
    this.buttons = {
      zoomIn: this.button("zoomIn", () => view.zoom(1.25)),
      zoomOut: this.button("zoomOut", () => view.zoom(0.8)),
      fit: this.button("fit", () => view.fit()),
      full: this.button("full", () => this.toggleFullscreen(view)),
      save: this.button("save", () => this.save()),
    };
  }

  button(name, action) {
    const button = add(this.tools, "button");
    button.type = "button";
    button.append(icon(ICONS[name]));
    button.addEventListener("click", action);
    return button;
  }

  update(data) {
    if (!document.fullscreenElement) this.root.style.height = `${data.height}px`;
    this.canvas.setAttribute("aria-label", `${data.label}. ${data.words.help}`);
    this.help.textContent = data.words.help;
    for (const [name, button] of Object.entries(this.buttons)) {
      button.title = data.words[name];
      button.setAttribute("aria-label", data.words[name]);
    }
  }

  async toggleFullscreen(view) {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await this.root.requestFullscreen?.();
    setTimeout(() => view.fit(), 100);
  }

  save() {
    const drawn = this.canvas.querySelector("canvas");
    const sheet = document.createElement("canvas");
    sheet.width = drawn.width;
    sheet.height = drawn.height;
    const context = sheet.getContext("2d");
    context.fillStyle = getComputedStyle(this.canvas).backgroundColor;
    context.fillRect(0, 0, sheet.width, sheet.height);
    context.drawImage(drawn, 0, 0);
    const link = document.createElement("a");
    link.download = "graph.png";
    link.href = sheet.toDataURL("image/png");
    link.click();
  }
}

function add(parent, tag, name) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  parent.append(element);
  return element;
}

function icon(path) {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", "0 0 16 16");
  picture.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  picture.append(line);
  return picture;
}
