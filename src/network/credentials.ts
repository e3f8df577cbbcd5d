/** Headers that let somebody in: never in plain text to another machine, never on to another origin. Names in lower case. */
export const credentialNames =
  /^(?:(?:proxy-)?authorization|cookie2?|(?:x-)?(?:[a-z]+-)?(?:api-?key|(?:auth|access|session|security|private|vault)-?token))$/;

export function hasCredentials(url: URL, headers: Readonly<Record<string, string>>): boolean {
  return url.username !== '' || url.password !== '' || Object.keys(headers).some((name) => credentialNames.test(name));
}
