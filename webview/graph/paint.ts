/** Paints an SVG that the host made as PNG. As an image it can load nothing and execute nothing. */

/** What a browser's canvas can be, with some room to its limits. */
const most = { side: 16_000, pixels: 60_000_000 } as const;
const sharpness = 2;
/** Characters in one message. */
const pieceLength = 500_000;

/** The PNG as base64, in pieces; one empty piece where it cannot be painted. */
export async function paintPng(svg: string): Promise<readonly string[]> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  try {
    await image.decode();
  } catch {
    return [''];
  }
  const { naturalWidth: width, naturalHeight: height } = image;
  const scale = Math.min(sharpness, most.side / Math.max(width, height), Math.sqrt(most.pixels / (width * height)));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.floor(width * scale));
  canvas.height = Math.max(1, Math.floor(height * scale));
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const data = canvas.toDataURL('image/png');
  const base64 = data.slice(data.indexOf(',') + 1);
  const pieces: string[] = [];
  for (let at = 0; at < base64.length; at += pieceLength) pieces.push(base64.slice(at, at + pieceLength));
  return pieces;
}
