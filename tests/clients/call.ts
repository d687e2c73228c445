// What a caller in TypeScript writes with types that were generated from docs/openapi.json.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.d.ts";

declare const process: { env: Record<string, string> };

const client = createClient<paths>({
  baseUrl: process.env.ADDRESS,
  headers: { authorization: `Bearer ${process.env.KEY}` },
});
const sent: components["schemas"]["TeamCreate"] = { name: "Leaving Care", reference: "T9" };
const recorded = await client.POST("/v1/teams", { body: sent });
if (recorded.error) throw new Error(recorded.error.detail);
const listed = await client.GET("/v1/teams", { params: { query: { limit: 10 } } });
if (listed.error) throw new Error(listed.error.detail);
const names = listed.data.items.map((item) => ("name" in item ? item.name : null));
console.log(JSON.stringify(names), listed.data.items[0].id === recorded.data.id);
