import type { Exchange } from '../exchange.ts';
export interface Files {
  close(): Promise<void>;
}
export async function answerFile(_: unknown): Promise<void> {}
export function sendFileError(_e: Exchange, _x: unknown): void {}
