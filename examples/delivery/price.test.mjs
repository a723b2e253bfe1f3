import assert from "node:assert/strict";
import test from "node:test";
import { total } from "./src/price.mjs";

test("adds the prices", () => assert.equal(total([100, 250]), 350));
test("takes the discount off", () => assert.equal(total([999], 10), 899));
