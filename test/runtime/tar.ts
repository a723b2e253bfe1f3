import { Header } from "tar";

/** An entry of an archive, also such as no job may make. */
export interface Kind {
  readonly path: string;
  readonly type?: "File" | "SymbolicLink" | "Link" | "CharacterDevice" | "BlockDevice" | "FIFO";
  readonly linkpath?: string;
  readonly mode?: number;
  readonly text?: string;
  /** Default: of the text. */
  readonly size?: number;
}

/** A tar archive byte for byte: nothing is checked or put right. */
export function tarOf(...entries: readonly Kind[]): Buffer {
  const parts = entries.flatMap(({ path, type = "File", linkpath, mode = 0o644, text = "", size }) => {
    const block = Buffer.alloc(512);
    const data = Buffer.from(text);
    new Header({
      ...{ path, type, mode, size: size ?? data.length },
      ...(linkpath !== undefined && { linkpath }),
    }).encode(block);
    return [block, data, Buffer.alloc((512 - (data.length % 512)) % 512)];
  });
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}
