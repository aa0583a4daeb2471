type Duration = number | `${number}${"ms" | "s" | "m" | "h"}`;
interface Clock {
    now(): number;
    after(delayMs: number, action: () => void): () => void;
}
export type { Clock as C, Duration as D };
