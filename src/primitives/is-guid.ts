/** Whether a text is a GUID, in any case of letters and without braces. */
export function isGuid(text: string): boolean {
  return GUID.test(text);
}

const GUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
