import { describe, expect, it } from "vitest";
import { clock, moved, nearest, whole, zoomed } from "./window.ts";

describe("the window on a recording", () => {
  it("shows all of it first", () => {
    expect(whole(600)).toEqual({ from: 0, to: 600, cursor: 0 });
  });

  it("comes nearer around the cursor and never leaves the ends", () => {
    const near = zoomed(moved(whole(600), 590, 600), 0.5, 600);
    expect(near).toEqual({ from: 300, to: 600, cursor: 590 });
    expect(zoomed(near, 100, 600)).toEqual({ from: 0, to: 600, cursor: 590 });
    expect(zoomed(near, 0.0001, 600).to - zoomed(near, 0.0001, 600).from).toBe(10);
  });

  it("follows the cursor when it leaves the view", () => {
    const near = { from: 100, to: 200, cursor: 150 };
    expect(moved(near, 210, 600)).toEqual({ from: 110, to: 210, cursor: 210 });
    expect(moved(near, 90, 600)).toEqual({ from: 90, to: 190, cursor: 90 });
    expect(moved(near, -5, 600).cursor).toBe(0);
    expect(moved(near, 700, 600).cursor).toBe(600);
  });

  it("reads the nearest point", () => {
    const points = [[0, 98], [2, null], [4, 95]] as const;
    expect(nearest(points, 0.9)).toEqual([0, 98]);
    expect(nearest(points, 1.5)).toEqual([2, null]);
    expect(nearest(points, 99)).toEqual([4, 95]);
    expect(nearest([], 1)).toBeUndefined();
  });

  it("says a time as people do", () => {
    expect([clock(0), clock(65.4), clock(3661)]).toEqual(["0:00", "1:05", "1:01:01"]);
  });
});
