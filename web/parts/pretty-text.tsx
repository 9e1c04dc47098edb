/** A body as it came: JSON with its lines broken, anything else as it is; always text. */
export function PrettyText({ label, text }: { readonly label: string; readonly text: string | null }) {
  if (text === null || text === '') return <p class="soft">{label}: none</p>;
  return (
    <section class="body-text">
      <h3>{label}</h3>
      <pre tabIndex={0} role="region" aria-label={label}>
        {pretty(text)}
      </pre>
    </section>
  );
}

/** A body that was cut is no JSON any more. */
export function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
