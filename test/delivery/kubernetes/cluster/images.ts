/** A reference with a digest of its own, the same in every run. */
export const image = (digit: string): string => `registry.example.com/shop/web@sha256:${digit.repeat(64)}`;

export const v1 = image("1");
export const v2 = image("2");
export const v3 = image("3");
