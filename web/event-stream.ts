export interface ServerEvent {
  readonly id: string;
  /** `clock`, `execution`, `reset`… */
  readonly type: string;
  readonly data: unknown;
}

/**
 * Reads server-sent events from a body. The browser's own EventSource can't send the admin key.
 * The answer is when the stream has ended.
 */
export async function readEvents(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  take: (event: ServerEvent) => void,
): Promise<void> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = parseEvent(block);
      if (event !== null) take(event);
    }
  }
}

/** Null for a comment, which only says that the connection stands. */
export function parseEvent(block: string): ServerEvent | null {
  let id = '';
  let type = 'message';
  const data: string[] = [];
  for (const line of block.split(/\r?\n/)) {
    const [, name, value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    if (name === 'id') id = value;
    else if (name === 'event') type = value;
    else if (name === 'data') data.push(value);
  }
  if (data.length === 0 && type === 'message') return null;
  return { id, type, data: data.length === 0 ? null : JSON.parse(data.join('\n')) };
}
