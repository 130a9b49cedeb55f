// The extension is named: the generator looks for a tsconfig beside itself, not beside us.
export default {
  output: { path: "src", module: { extension: ".js" } },
  plugins: ["@hey-api/client-fetch", "@hey-api/typescript", "@hey-api/sdk"],
};
