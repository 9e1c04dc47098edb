/** Whether a host, as a URL or a Host header has it, can only be this machine. */
export function isLoopbackName(host: string): boolean {
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '[::1]' ||
    /^127(\.\d{1,3}){3}$/.test(host)
  );
}

/** Whether what listens there is reached from this machine only. */
export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || isLoopbackName(address.toLowerCase());
}
