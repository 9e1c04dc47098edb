import { closeSync, fsyncSync, openSync, realpathSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Puts a file in the place of the one that is there. Whatever ends the process or the machine on the way, the file is the old one or
 * the new one: it is written beside it, is on the disk before it takes the name, and so is the name before this returns.
 */
export function writeAtomically(path: string, pieces: Iterable<string>): void {
  const target = whereLinkLeads(path);
  // What a process that was killed has left is written over by the next one.
  const beside = `${target}.new`;
  const file = openSync(beside, 'w');
  try {
    for (const piece of pieces) writeAll(file, Buffer.from(piece));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(beside, target);
  syncFolder(dirname(target));
}

function whereLinkLeads(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path; // It is not there yet.
  }
}

function writeAll(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}

function syncFolder(folder: string): void {
  let opened: number | null = null;
  try {
    opened = openSync(folder, 'r');
    fsyncSync(opened);
  } catch {
    // Windows opens no folders; its file systems keep the order by themselves.
  } finally {
    if (opened !== null) closeSync(opened);
  }
}
