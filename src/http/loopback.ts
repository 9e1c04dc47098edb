import { isLoopbackName } from './host.ts';

/** Whether an emulator listening there is reached from this machine only. */
export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || isLoopbackName(address.toLowerCase());
}
