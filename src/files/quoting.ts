export type FileFormat = 'csv' | 'tsv';

export const DELIMITERS: Readonly<Record<FileFormat, string>> = { csv: ',', tsv: '\t' };

/** A field as RFC 4180 writes it; one that begins or ends with a blank is quoted too, as some readers trim. */
export function quoted(field: string, format: FileFormat): string {
  return SPECIAL[format].test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

const SPECIAL: Readonly<Record<FileFormat, RegExp>> = {
  csv: /[",\r\n]|^[ \t]|[ \t]$/,
  tsv: /["\t\r\n]|^ | $/,
};
