// For pages of others: fits each Window's frame to its height. Without it the frame has the height it is given.
(() => {
  for (const frame of document.querySelectorAll("iframe[data-smile-window]:not([data-smile-sized])")) {
    const sized = frame.cloneNode(); // a new frame: another address in the old one would be a step of the back button
    sized.dataset.smileSized = "";
    sized.setAttribute("sandbox", `${frame.getAttribute("sandbox") ?? ""} allow-scripts`);
    sized.src = frame.src.replace(/embed\.html$/, "embed-sized.html");
    addEventListener("message", ({ source, data }) => {
      const height = Number(data?.smileWindow);
      if (source === sized.contentWindow && height > 0 && height < 5000) sized.height = Math.ceil(height);
    });
    frame.replaceWith(sized);
  }
})();
