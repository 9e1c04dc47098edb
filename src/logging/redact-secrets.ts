const REDACTED = '[redacted]';

const SECRET_NAME =
  '(?:access_?token|refresh_?token|id_?token|client_?secret|client_?assertion|assertion|password|device_?code|code_?verifier|authorization|x-aaduserticket|x-emulator-key|admin_?key|(?:s|%73)(?:i|%69)(?:g|%67))';
const SECRET_KEY = new RegExp(`^${SECRET_NAME}$`, 'i');

/** Within a URL that is itself part of one, `=`, `&` and blanks are percent-encoded. */
const EQUALS = '(?:=|%3D)';
const BLANK = '(?:\\s+|\\+|%20)';
/** Letters and digits are part of what is percent-encoded before a word, so that no word seems to begin there. */
const BEGIN = '(?:\\b|%[\\dA-F]{2}|(?<=[?&]))';

/**
 * In order: `sig=…` and form fields, JSON members (also when the JSON is itself quoted), a long `code=…` (short ones are harmless
 * words), headers, and tokens standing alone.
 */
const SECRETS: readonly RegExp[] = [
  new RegExp(`(${BEGIN}${SECRET_NAME}${EQUALS})(?:(?!%26)[^&\\s"'<>\\\\])+`, 'gi'),
  new RegExp(`((?<!\\\\)\\\\*"${SECRET_NAME}\\\\*"\\s*:\\s*\\\\*")(?:[^"\\\\]|\\\\+[^"\\\\])+`, 'gi'),
  /((?<=^|[?&\s"])code=)[\w.~%-]{20,}/gi,
  /(\b(?:authorization|x-aaduserticket|x-emulator-key)\s*:\s*)(?:(?:bearer|basic)\s+)?[^\s"',]+/gi,
  new RegExp(`(${BEGIN}(?:bearer|basic)${BLANK})[\\w~+/.=%-]{8,}`, 'gi'),
  /()(?<![\w-])eyJ[\w-]{5,}\.[\w-]+\.?[\w-]*/g,
];

/** The text with every token, password, key and signature in it taken out. */
export function redactSecrets(text: string): string {
  return SECRETS.reduce((cleaned, secret) => cleaned.replace(secret, `$1${REDACTED}`), text);
}

/** A form with every secret in it taken out, field by field: a password may hold any letter, such as one that would end it in an address. */
export function redactForm(form: string): string {
  const fields = [...new URLSearchParams(form)].map(([name, value]) => {
    const isSecret = SECRET_KEY.test(name.trim()) || name.toLowerCase() === 'code';
    return `${encodeField(name)}=${isSecret ? REDACTED : encodeField(value)}`;
  });
  return redactSecrets(fields.join('&'));
}

function encodeField(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}

/** A value fit to be logged: no secrets in its texts or under secret names, errors with their stack, nothing deeper than five levels. */
export function redactValue(value: unknown, depth = 5): unknown {
  if (typeof value === 'string') return redactSecrets(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth === 0) return '[deeper]';
  if (value instanceof Error) return redactError(value, depth);
  if (Array.isArray(value)) return value.map((item: unknown) => redactValue(item, depth - 1));
  const members = Object.entries(value).map(([name, member]: [string, unknown]) => [
    name,
    SECRET_KEY.test(name) && member !== null ? REDACTED : redactValue(member, depth - 1),
  ]);
  return Object.fromEntries(members) as Readonly<Record<string, unknown>>;
}

function redactError(error: Error, depth: number): unknown {
  const { name, message, stack, cause } = error;
  return {
    name,
    message: redactSecrets(message),
    ...(stack === undefined ? {} : { stack: redactSecrets(stack) }),
    ...(cause === undefined ? {} : { cause: redactValue(cause, depth - 1) }),
  };
}
