import Testing

@testable import ModelReferences

@Suite("Names that Python code imports")
struct PythonImportsTests {
    typealias Case = DownloaderTests.Case

    @Test(
        "a loader is known under whatever name it is imported",
        arguments: [
            Case("from tensorflow.keras.models import load_model\nload_model('gs://b/m')", "gs://b/m any"),
            Case("from mlflow import pyfunc; pyfunc.load_model('models:/x@champion')", "models:/x@champion mlflow"),
            Case("import mlflow.pyfunc as p; p.load_model('models:/x/3')", "models:/x/3 mlflow"),
            Case("from mlflow.pyfunc import load_model; load_model('models:/x/3')", "models:/x/3 mlflow"),
            Case("from kagglehub import model_download; model_download('o/m/f/v')", "o/m/f/v kaggle"),
            Case("import kagglehub as kh; kh.model_download('o/m/f/v')", "o/m/f/v kaggle"),
            Case("from huggingface_hub import (\n  snapshot_download as dl,\n  login)\ndl('o/n')", "o/n hf_hub"),
            Case("from ollama import pull; pull('llama3')", "llama3 ollama"),
            Case("from whisper import load_model; load_model('base')", "base any"),
            Case("from spacy import load; load('en_core_web_sm')", "en_core_web_sm any"),
            Case("import torch.hub as t; t.load('o/r:main', 'x')", "o/r:main any"),
            Case("from torch.hub import load; load('o/r', 'x')", "o/r any"),
            Case("from transformers import pipeline as pp; pp('ner', model='o/n')", "o/n hf_hub"),
            Case("from sentence_transformers import SentenceTransformer as ST; ST('o/n')", "o/n hf_hub"),
            Case("from vllm import LLM as L; L(model='o/n')", "o/n vllm"),
            Case("from kserve import Storage as S; S.download('gs://b/m', '/m')", "gs://b/m kserve >/m"),
            Case("from bentoml.models import get; get('x:latest')", "x:latest bento"),
            Case("import tensorflow_hub as hub; hub.load('https://tfhub.dev/x/1')", "https://tfhub.dev/x/1 any"),
            Case("from peft import PeftModel as P; P.from_pretrained(m, 'o/a')", "o/a hf_hub (adapter)"),
            Case("from transformers import AutoTokenizer as T; T.from_pretrained('o/n')", "o/n hf_hub (tokenizer)"),
            Case("import subprocess as s; s.run(['hf', 'download', 'o/n'])", "o/n hf_hub"),
            Case("from os import getenv as g\nT.from_pretrained(g('KNOWN'))", "o/known hf_hub"),
            Case("from .loading import snapshot_download; snapshot_download('o/n')", "o/n hf_hub"),
        ])
    func finds(_ example: Case) {
        let found = PythonText.references(
            in: CommandTexts.word(example.script), environment: CommandTexts.environment(["KNOWN": "o/known"]))
        #expect(found.map(DownloaderTests.render) == example.references)
    }

    @Test(
        "a function of the same name from elsewhere is none",
        arguments: [
            "from joblib import load\nload('x')", "from utils import pull; pull('x')",
            "from redis import get; get('x')",
            "from app import load_model; load_model('base')",
        ])
    func ignores(_ code: String) { #expect(PythonText.references(in: CommandTexts.word(code)) == []) }

    @Test("a long name that is used often costs no more than its uses")
    func isBounded() {
        let name = String(repeating: "a", count: 100_000)
        let code = "import \(name) as b\n" + String(repeating: "b()\n", count: 50_000)
        #expect(PythonText.references(in: CommandTexts.word(code)) == [])
    }
}
