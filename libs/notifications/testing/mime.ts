/** One leaf of a mail: its type, its file name where it is attached, its decoded content. */
export interface MimePart {
  readonly type: string;
  readonly fileName: string | null;
  readonly content: Buffer;
}

/** The leaves of a MIME message (RFC 2045, 2046), in order. */
export function mimeParts(raw: string): MimePart[] {
  const end = raw.indexOf('\r\n\r\n');
  const headers = raw.slice(0, end).replaceAll(/\r\n[ \t]+/g, ' ');
  const body = raw.slice(end + 4);
  const contentType = headerOf(headers, 'Content-Type');
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1];
  if (boundary !== undefined) {
    return body
      .split(`--${boundary}`)
      .slice(1, -1)
      .flatMap((part) => mimeParts(part.replace(/^\r\n/, '')));
  }
  return [
    {
      type: contentType.split(';')[0] ?? '',
      fileName: /filename="?([^";]+)"?/.exec(headerOf(headers, 'Content-Disposition'))?.[1] ?? null,
      content: decoded(body, headerOf(headers, 'Content-Transfer-Encoding')),
    },
  ];
}

function headerOf(headers: string, name: string): string {
  return new RegExp(`^${name}: (.*)$`, 'im').exec(headers)?.[1]?.trim() ?? '';
}

function decoded(body: string, encoding: string): Buffer {
  if (encoding === 'base64') return Buffer.from(body, 'base64');
  if (encoding !== 'quoted-printable') return Buffer.from(body);
  const bytes = body
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number(`0x${hex}`)));
  return Buffer.from(bytes, 'latin1');
}
