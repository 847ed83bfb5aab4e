/** What a phone keeps: the list the site writes, and how it is read. */

/** What the site says this phone keeps; as it is kept, `files` are those that came. */
export interface List {
  readonly version: string;
  /** Addresses, with what stands for their content; what a session needs most stands first. */
  readonly files: Readonly<Record<string, string>>;
  readonly session: KeptSession | null;
}

/** The session that waits for today. */
export interface KeptSession {
  readonly address: string;
  readonly sheet_id: string;
  readonly title: string;
  readonly level: string;
  readonly issued_at_ms: number;
  readonly expires_at_ms: number;
}

/** Return the addresses that are to be fetched, in order. */
export function lacking(list: List, had: List | undefined): string[] {
  return Object.entries(list.files)
    .filter(([address, content]) => had?.files[address] !== content)
    .map(([address]) => address);
}

/** Return the part of *whole* that a player of sound asks for; it seeks in nothing but parts. */
export async function ranged(whole: Response, range: string | null): Promise<Response> {
  const asked = /^bytes=(\d+)-(\d*)$/.exec(range ?? "");
  if (asked === null) return whole;
  const content = await whole.blob();
  const first = Number(asked[1]);
  const last = Math.min(asked[2] === "" ? Infinity : Number(asked[2]), content.size - 1);
  if (first > last) return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${content.size}` } });
  const headers = new Headers(whole.headers);
  headers.set("Content-Range", `bytes ${first}-${last}/${content.size}`);
  headers.set("Content-Length", String(last - first + 1));
  return new Response(content.slice(first, last + 1), { status: 206, headers });
}
