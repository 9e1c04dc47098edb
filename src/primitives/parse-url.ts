/** Null for what is no URL. Not `URL.canParse`: once optimized, Node 20's takes Latin-1 letters for broken UTF-8. */
export function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
