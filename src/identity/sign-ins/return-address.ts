/** Where an app waits for the answer to a request, and how it wants it. */
export interface ReturnAddress {
  readonly redirectUri: string;
  readonly responseMode: ResponseMode;
  /** Comes back as it was sent. */
  readonly state: string | null;
}

export const RESPONSE_MODES = ['query', 'fragment', 'form_post'] as const;
export type ResponseMode = (typeof RESPONSE_MODES)[number];

/** The address to which a browser is sent with the answer. One that is to be posted goes with a form instead. */
export function locationOf({ redirectUri, responseMode }: ReturnAddress, fields: AnswerFields): string {
  const text = new URLSearchParams([...fields]).toString();
  if (responseMode === 'fragment') return `${redirectUri}#${text}`;
  // A redirect URI has no fragment, so that this is its end.
  return `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${text}`;
}

export type AnswerFields = ReadonlyMap<string, string>;

export function withState({ state }: ReturnAddress, fields: AnswerFields): AnswerFields {
  return state === null ? fields : new Map([...fields, ['state', state]]);
}
