/** A token nobody has signed, which is enough in lax mode: headers for a partner with these claims. */
export function withClaims(claims: Readonly<Record<string, unknown>>): { readonly Authorization: string } {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return { Authorization: `Bearer ${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.` };
}
