import { addressOfRequest, headersOf, type HttpRequest } from '../api.ts';
import { Button } from './button.tsx';
import { toast } from './toast.tsx';

interface Props {
  readonly request: HttpRequest;
  /** Whether the request itself is to be seen beside the button. */
  readonly isShown?: boolean;
}

/** The request, exactly as this page sends it, for a shell. */
export function CopyAsCurl({ request, isShown = false }: Props) {
  const command = curlOf(request);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(command);
    toast('Copied as curl.');
  };
  const refused = (): void => toast('The browser does not let this page write to the clipboard.', 'bad');
  const button = <Button onClick={() => void copy().catch(refused)}>Copy as curl</Button>;
  if (!isShown) return button;
  return (
    <details class="curl">
      <summary>
        The request: {request.method} {request.path.split('?')[0]}
      </summary>
      <pre tabIndex={0}>{command}</pre>
      {button}
    </details>
  );
}

export function curlOf(request: HttpRequest): string {
  const parts = [
    `curl -X ${request.method} ${quoted(new URL(addressOfRequest(request), location.href).href)}`,
  ];
  for (const [name, value] of Object.entries(headersOf(request)))
    parts.push(`-H ${quoted(`${name}: ${value}`)}`);
  if (request.body !== undefined) parts.push(`-d ${quoted(JSON.stringify(request.body))}`);
  return parts.join(' \\\n  ');
}

/** For a POSIX shell: nothing is special between single quotes but the quote itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
