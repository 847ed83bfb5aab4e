/** Shares a session's picture: as a PNG, because that is what phones pass on. Without script the link gives the SVG. */

const SIZE = { width: 1080, height: 1350 } as const;

/** Make every link marked `data-share` share its picture. */
export function shareOnTap(page: Document): void {
  for (const link of page.querySelectorAll<HTMLAnchorElement>("a[data-share]")) {
    link.addEventListener("click", (tap) => {
      tap.preventDefault();
      // whatever goes wrong on the way, the link still gives the picture
      void share(link).catch(() => window.location.assign(link.href));
    });
  }
}

async function share(link: HTMLAnchorElement): Promise<void> {
  const svg = await (await fetch(link.href)).blob();
  const name = link.dataset["share"] ?? "adempauze";
  const picture = new File([await drawn(svg)], `${name}.png`, { type: "image/png" });
  if (navigator.canShare?.({ files: [picture] }) === true) {
    await navigator.share({ files: [picture] }).catch(ignoreSecondThoughts);
  } else {
    save(picture);
  }
}

/** A share that the runner calls off is no failure. */
function ignoreSecondThoughts(reason: unknown): void {
  if (!(reason instanceof DOMException && reason.name === "AbortError")) throw reason;
}

async function drawn(svg: Blob): Promise<Blob> {
  const url = URL.createObjectURL(svg);
  try {
    const image = new Image(SIZE.width, SIZE.height);
    image.src = url;
    await image.decode();
    const canvas = new OffscreenCanvas(SIZE.width, SIZE.height);
    canvas.getContext("2d")?.drawImage(image, 0, 0, SIZE.width, SIZE.height);
    return await canvas.convertToBlob({ type: "image/png" });
  } finally {
    URL.revokeObjectURL(url);
  }
}

function save(picture: File): void {
  const url = URL.createObjectURL(picture);
  const link = document.createElement("a");
  link.href = url;
  link.download = picture.name;
  link.click();
  URL.revokeObjectURL(url);
}
