// For pages of others: fits each Window's frame to its height. Without it the frame has the height it is given.
(() => {
  const frames = document.querySelectorAll("iframe[data-smile-window]:not([data-smile-sized])");
  for (const frame of frames) {
    frame.dataset.smileSized = "";
    frame.setAttribute("sandbox", `${frame.getAttribute("sandbox") ?? ""} allow-scripts`);
    frame.src = frame.src.replace(/embed\.html$/, "embed-sized.html");
    addEventListener("message", ({ source, data }) => {
      const height = Number(data?.smileWindow);
      if (source === frame.contentWindow && height > 0 && height < 5000) frame.height = Math.ceil(height);
    });
  }
})();
