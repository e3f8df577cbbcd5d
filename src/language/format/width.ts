/** How many columns an editor gives to a text. */

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/g;

/** East Asian letters take two columns. */
export function widthOf(text: string): number {
  return text.length + (text.match(wide)?.length ?? 0);
}
